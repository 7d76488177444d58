"""A text classifier: one encoder, one or several heads, and the gate that says when not to trust them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Self, cast

import numpy as np
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import PreTrainedModel

from modelkit.data.records import LabelledText
from modelkit.errors import ModelNotFound
from modelkit.models.backbones import BackboneSpec, describe, resolve, write_spec
from modelkit.models.base import Model
from modelkit.models.body import PooledBackbone, load_backbone, pool
from modelkit.models.directory import read_manifest, write_manifest, written_aside
from modelkit.models.gates import Gate, load_gates, save_gates
from modelkit.models.heads import Heads
from modelkit.models.predictions import predictions
from modelkit.models.presenting import Presentation, present
from modelkit.models.running import FloatArray
from modelkit.models.tokeniser import TextInput, Tokeniser
from modelkit.results import HeadPrediction

HEADS_FILE = "heads.safetensors"


class Classifier(Model):
    """`module` gives pooled features and every head's logits, side by side, in fp32.

    A saved directory's backbone loads with `AutoModel.from_pretrained(directory)`; the heads lie in
    `heads.safetensors`, the gates of `modelkit.evaluation` in `gate.json` and `gate.safetensors`.
    """

    task: ClassVar[str] = "classify"

    def __init__(
        self,
        module: Heads,
        tokeniser: Tokeniser,
        *,
        heads: Mapping[str, Sequence[str]],
        spec: BackboneSpec,
        gates: Mapping[str, Gate] | None = None,
        presentation: Presentation = "pair",
        device: str = "auto",
    ) -> None:
        super().__init__(module, tokeniser, device=device)
        self.heads = {name: list(labels) for name, labels in heads.items()}
        self.spec = spec
        self.gates = dict(gates or {})
        self.presentation: Presentation = presentation

    @classmethod
    def from_backbone(
        cls,
        name: str | Path,
        *,
        heads: Mapping[str, Sequence[str]],
        languages: Sequence[str] | None = None,
        layers: int | None = None,
        presentation: Presentation = "pair",
        device: str = "auto",
    ) -> Self:
        """A fresh classifier on a backbone; `heads` names each head's labels in order."""
        path = resolve(name, languages=None if languages is None else tuple(languages))
        model = cls._load(path, heads=heads, layers=layers, device=device)
        model.presentation = presentation
        return model

    @classmethod
    def from_pretrained(cls, directory: str | Path, *, device: str = "auto") -> Self:
        """A saved classifier with its gates."""
        folder = Path(directory)
        manifest = read_manifest(folder, task=cls.task)
        heads = manifest["heads"]
        if not (folder / HEADS_FILE).is_file():
            raise ModelNotFound(f"{folder} lacks {HEADS_FILE}.", remedy="Train the model again, or copy it whole.")
        model = cls._load(folder, heads=heads, device=device)
        model.head_modules.load_state_dict(load_file(folder / HEADS_FILE, device=model.plan.device))
        model.gates = load_gates(folder)
        model.presentation = manifest.get("presentation", "pair")
        return model

    @classmethod
    def _load(cls, path: Path, *, heads: Mapping[str, Sequence[str]], layers: int | None = None, device: str) -> Self:
        spec = describe(path)
        body = PooledBackbone(load_backbone(path, layers=layers), pooling=spec.pooling)
        module = Heads(body, sizes=[len(labels) for labels in heads.values()])
        tokeniser = Tokeniser.from_directory(path, max_length=spec.max_length)
        return cls(module, tokeniser, heads=heads, spec=spec, device=device)

    @property
    def body(self) -> PooledBackbone:
        """Pooled features without the heads."""
        return cast(Heads, self.module).body

    @property
    def head_modules(self) -> nn.ModuleList:
        """One linear layer a head, [labels, dim], in the order of `heads`."""
        return cast(Heads, self.module).layers

    @property
    def backbone(self) -> PreTrainedModel:
        """The transformers encoder inside."""
        return self.body.backbone

    def read_out(self, hidden: Tensor, attention_mask: Tensor) -> Tensor:
        """Pooled features [n, dim], what the heads read."""
        return pool(hidden, attention_mask, self.spec.pooling)

    def infer(self, texts: Sequence[TextInput]) -> tuple[FloatArray, dict[str, FloatArray]]:
        """Pooled features float32 [n, dim] and each head's logits float32 [n, labels], in one pass."""
        sizes = [self.body.dimension, *(len(labels) for labels in self.heads.values())]
        both = self._run(self.shown(texts), width=sum(sizes), prefix=self.spec.query_prefix)
        features, *logits = np.split(both, np.cumsum(sizes)[:-1], axis=1)
        return features, dict(zip(self.heads, logits, strict=True))

    def embed(self, texts: Sequence[TextInput]) -> FloatArray:
        """Pooled features float32 [n, dim], not normalised; what a nearest-neighbour gate compares."""
        return self.infer(texts)[0]

    def predict_logits(self, texts: Sequence[TextInput]) -> dict[str, FloatArray]:
        """Each head's logits, float32 [n, labels], before any temperature."""
        return self.infer(texts)[1]

    def predict(self, inputs: Sequence[TextInput]) -> list[dict[str, HeadPrediction]]:
        """Each head's verdict on each text; without a gate everything is accepted."""
        features, logits = self.infer(inputs)
        columns = {
            head: predictions(logits[head], features, labels=labels, gate=self.gates.get(head))
            for head, labels in self.heads.items()
        }
        return [{head: column[row] for head, column in columns.items()} for row in range(len(inputs))]

    @staticmethod
    def input_of(record: LabelledText) -> TextInput:
        """What the model reads of a record: the text, or its entity and the text side by side."""
        return record.text if record.entity is None else (record.entity, record.text)

    def shown(self, inputs: Sequence[TextInput]) -> list[TextInput]:
        """The inputs as this model's tokeniser gets them: an entity beside its text, or marked in it."""
        return [present(item, self.presentation) for item in inputs]

    def save_pretrained(self, directory: str | Path) -> None:
        """Write backbone, tokenizer, heads and gates, all of it or nothing."""
        with written_aside(directory) as folder:
            self.backbone.save_pretrained(folder)
            self.tokeniser.save(folder)
            write_spec(folder, self.spec, dimension=self.body.dimension)
            weights = {name: tensor.contiguous() for name, tensor in self.head_modules.state_dict().items()}
            save_file(weights, folder / HEADS_FILE)
            # Written even when empty: a gate fitted on other weights must not outlive them.
            save_gates(folder, self.gates)
            write_manifest(folder, task=self.task, heads=self.heads, presentation=self.presentation)
