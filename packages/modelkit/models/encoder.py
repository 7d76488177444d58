"""A bi-encoder: texts become unit vectors whose dot product says how well they answer each other."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Self, cast

from torch import Tensor, nn
from torch.nn.functional import normalize
from transformers import PreTrainedModel

from modelkit.models.backbones import BackboneSpec, describe, resolve, write_spec
from modelkit.models.base import Model
from modelkit.models.body import PooledBackbone, load_backbone, pool
from modelkit.models.directory import write_manifest, written_aside
from modelkit.models.running import FloatArray
from modelkit.models.tokeniser import Batch, Tokeniser


class Encoder(Model):
    """Mean or CLS pooling over any transformers encoder; prefixes are the spec's affair, not the caller's.

    A saved directory loads with `SentenceTransformer(directory)` and gives the same vectors.
    """

    task: ClassVar[str] = "encode"

    def __init__(self, body: PooledBackbone, tokeniser: Tokeniser, *, spec: BackboneSpec, device: str = "auto") -> None:
        super().__init__(body, tokeniser, device=device)
        self.spec = spec

    @classmethod
    def from_backbone(
        cls,
        name: str | Path,
        *,
        languages: Sequence[str] | None = None,
        layers: int | None = None,
        device: str = "auto",
    ) -> Self:
        """A fresh encoder on a backbone, named as on the Hub or by its directory."""
        path = resolve(name, languages=None if languages is None else tuple(languages))
        spec = describe(path)
        body = PooledBackbone(load_backbone(path, layers=layers), pooling=spec.pooling)
        return cls(body, Tokeniser.from_directory(path, max_length=spec.max_length), spec=spec, device=device)

    @classmethod
    def from_pretrained(cls, directory: str | Path, *, device: str = "auto") -> Self:
        """A saved encoder; a backbone's name or any sentence-transformers directory works too."""
        return cls.from_backbone(directory, device=device)

    @property
    def body(self) -> PooledBackbone:
        """The module: `body(input_ids, attention_mask)` gives pooled fp32 vectors [n, dim], not normalised."""
        return cast(PooledBackbone, self.module)

    @property
    def backbone(self) -> PreTrainedModel:
        """The transformers encoder inside."""
        return self.body.backbone

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self.body.dimension

    def read_out(self, hidden: Tensor, attention_mask: Tensor) -> Tensor:
        """Pooled vectors [n, dim], not normalised."""
        return pool(hidden, attention_mask, self.spec.pooling)

    def encode(self, texts: Sequence[str], *, kind: str = "query", batch_tokens: int | None = None) -> FloatArray:
        """Unit vectors, float32 [n, dim], of texts that are each a "query" or a "passage"."""
        prefix = self.spec.prefix(kind)
        return self._run(texts, width=self.dimension, prefix=prefix, tokens_per_batch=batch_tokens)

    def predict(self, inputs: Sequence[str]) -> FloatArray:
        """`encode` of queries."""
        return self.encode(inputs)

    def save_pretrained(self, directory: str | Path) -> None:
        """Write a directory for sentence-transformers, all of it or nothing."""
        with written_aside(directory) as folder:
            self.backbone.save_pretrained(folder)
            self.tokeniser.save(folder)
            write_spec(folder, self.spec, dimension=self.dimension)
            write_manifest(folder, task=self.task)

    def _forward(self, module: nn.Module, batch: Batch) -> Tensor:
        return normalize(super()._forward(module, batch), dim=-1)
