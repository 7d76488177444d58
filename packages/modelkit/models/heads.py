"""Linear heads on one body, and the targets they are trained towards."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from modelkit.data.records import LabelledText
from modelkit.errors import DataError
from modelkit.models.body import PooledBackbone

# What torch's cross-entropy leaves out: a row without a label for a head teaches that head nothing.
NO_LABEL = -100


class Heads(nn.Module):
    """A body and one linear layer a head; gives [n, dim + all labels]: features, then each head's logits."""

    def __init__(self, body: PooledBackbone, *, sizes: Sequence[int], dropout: float = 0.1) -> None:
        super().__init__()
        self.body = body
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(_linear(body.dimension, size) for size in sizes)

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor | None = None, token_type_ids: Tensor | None = None
    ) -> Tensor:
        """Features and logits side by side: one pass serves the gate and the heads."""
        features = self.body(input_ids, attention_mask, token_type_ids)
        return torch.cat([features, *self.logits(features)], dim=1)

    def logits(self, features: Tensor) -> list[Tensor]:
        """Each head's logits [n, labels] from pooled features [n, dim]."""
        # Unit length: a head then reads directions, whatever scale a backbone's pooling happens to have.
        features = self.dropout(nn.functional.normalize(features, dim=-1))
        return [layer(features) for layer in self.layers]


def targets(records: Sequence[LabelledText], heads: Mapping[str, Sequence[str]]) -> dict[str, NDArray[np.int64]]:
    """Each head's label numbers, int64 [n], `NO_LABEL` where a record has none for it."""
    numbers = {head: {label: number for number, label in enumerate(labels)} for head, labels in heads.items()}
    return {
        head: np.array(
            [_number(record, head, known, row) for row, record in enumerate(records, start=1)], dtype=np.int64
        )
        for head, known in numbers.items()
    }


def labels_of(records: Sequence[LabelledText]) -> dict[str, list[str]]:
    """The heads and their labels, sorted, as the records have them."""
    found: dict[str, set[str]] = {}
    for record in records:
        for head, label in record.labels.items():
            found.setdefault(head, set()).add(label)
    return {head: sorted(labels) for head, labels in sorted(found.items())}


def named(heads: Mapping[str, Sequence[str]]) -> list[LabelledText]:
    """Each label's name as a text of it: `card_arrival` says in words what its examples ask."""
    spelt = [(_words(label), head, label) for head, labels in heads.items() for label in labels]
    return [LabelledText(words, {head: label}) for words, head, label in spelt if words]


def _words(label: str) -> str:
    """The label as a person would say it; nothing for a bare number or sign."""
    words = " ".join(re.split(r"[\W_]+", label)).strip()
    return words if any(character.isalpha() for character in words) else ""


def _number(record: LabelledText, head: str, known: Mapping[str, int], row: int) -> int:
    label = record.labels.get(head)
    if label is None:
        return NO_LABEL
    if label not in known:
        raise DataError(
            f"The label {label!r} was never trained.",
            row=row,
            column=head,
            remedy="Correct it, or add examples of it to the training data.",
        )
    return known[label]


def _linear(dimension: int, labels: int) -> nn.Linear:
    layer = nn.Linear(dimension, labels)
    # As BERT starts its layers; torch's wider default makes the first steps noisy.
    nn.init.normal_(layer.weight, std=0.02)
    nn.init.zeros_(layer.bias)
    return layer
