"""A cross-encoder: reads a query and a passage together and says how well one answers the other."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Self, cast

import torch
from torch import Tensor, nn
from transformers import AutoModelForSequenceClassification, PreTrainedModel

from modelkit.models.backbones import describe, resolve
from modelkit.models.base import Model
from modelkit.models.body import config_of
from modelkit.models.directory import write_manifest, written_aside
from modelkit.models.quiet import quiet
from modelkit.models.running import FloatArray
from modelkit.models.tokeniser import Batch, Tokeniser


class PairScorer(Model):
    """transformers' sequence classification with one output; `module` gives logits [n, 1].

    A saved directory loads with `CrossEncoder(directory)` and gives the same scores.
    """

    task: ClassVar[str] = "score"

    @classmethod
    def from_backbone(
        cls,
        name: str | Path,
        *,
        languages: Sequence[str] | None = None,
        layers: int | None = None,
        device: str = "auto",
    ) -> Self:
        """A fresh scorer on a backbone; `layers` keeps its first ones only, for a reranker that must be fast."""
        path = resolve(name, languages=None if languages is None else tuple(languages))
        return cls._load(path, layers=layers, device=device)

    @classmethod
    def from_pretrained(cls, directory: str | Path, *, device: str = "auto") -> Self:
        """A saved scorer; any cross-encoder of the Hub with one output works too."""
        return cls._load(resolve(directory), layers=None, device=device)

    @classmethod
    def _load(cls, path: Path, *, layers: int | None, device: str) -> Self:
        config = config_of(path, layers=layers)
        config.num_labels = 1
        # transformers 5 keeps a checkpoint's own type, and half-precision weights do not train.
        with quiet():
            module = AutoModelForSequenceClassification.from_pretrained(
                path, config=config, dtype=torch.float32, local_files_only=True
            )
        tokeniser = Tokeniser.from_directory(path, max_length=describe(path).max_length)
        return cls(module, tokeniser, device=device)

    @property
    def backbone(self) -> PreTrainedModel:
        """The transformers encoder inside."""
        return cast(PreTrainedModel, self._head.base_model)

    def score(self, pairs: Sequence[tuple[str, str]]) -> FloatArray:
        """How well each passage answers its query, float32 [n], from 0 to 1."""
        return self._run(pairs, width=1)[:, 0]

    def predict(self, inputs: Sequence[tuple[str, str]]) -> FloatArray:
        """`score`."""
        return self.score(inputs)

    def read_out(self, hidden: Tensor, attention_mask: Tensor) -> Tensor:
        """Logits [n] of hidden states [n, length, dim]; scorers read the first token, so no mask is needed."""
        head = self._head
        pooler = getattr(self.backbone, "pooler", None)
        if pooler is None:  # RoBERTa's classifier takes the first token itself
            return cast(Tensor, head.classifier(hidden))[:, 0]
        return cast(Tensor, head.classifier(head.dropout(pooler(hidden))))[:, 0]

    def save_pretrained(self, directory: str | Path) -> None:
        """Write a directory for transformers and `CrossEncoder`, all of it or nothing."""
        with written_aside(directory) as folder:
            self._head.save_pretrained(folder)
            self.tokeniser.save(folder)
            write_manifest(folder, task=self.task)

    @property
    def _head(self) -> Any:
        return self.module

    def _forward(self, module: nn.Module, batch: Batch) -> Tensor:
        logits: Tensor = module(**batch.arguments()).logits
        return logits.float().sigmoid()
