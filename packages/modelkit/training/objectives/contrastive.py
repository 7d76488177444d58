"""Texts of one label close together and apart from all others; the heads are then fitted on where they lie."""

from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import normalize

from modelkit.models.heads import NO_LABEL
from modelkit.training.examples import Batch, Examples
from modelkit.training.features import TextFeatures
from modelkit.training.objectives.cross_entropy import CrossEntropy


class Contrastive(CrossEntropy):
    """Supervised contrastive learning (Khosla et al., arXiv:2004.11362), then a logistic regression a head.

    Ten examples make ten targets for cross-entropy, and ninety pairs for this. Rows are (text, another of its
    label); whoever else in the batch shares the label counts as right too.
    """

    name: ClassVar[str] = "contrastive"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._labels = torch.zeros(0)
        self._rows: list[tuple[int, ...]] = []
        self._seen: tuple[Examples, TextFeatures] | None = None

    def prepare(self, examples: Examples) -> None:
        """Remember what each text is labelled."""
        self._labels = examples.targets

    def read_out(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Unit vectors [n, dim]."""
        return normalize(self.model.read_out(hidden, mask), dim=-1)

    def loss(self, outputs: Tensor, batch: Batch) -> Tensor:
        """The sum over the heads of how little each text prefers its own label's texts to the rest of the batch."""
        cosines = outputs.float() @ outputs.float().T / self.recipe.temperature
        itself = torch.eye(len(cosines), dtype=torch.bool, device=cosines.device)
        chances = torch.log_softmax(cosines.masked_fill(itself, float("-inf")), dim=1).masked_fill(itself, 0.0)
        labels = self._labels[batch.texts].to(cosines.device)
        losses = [_mean_over(chances, _alike(column) & ~itself) for column in labels.unbind(1)]
        return torch.stack(losses).sum()

    def warm_start(self, examples: Examples, features: TextFeatures) -> None:
        """Fit the heads on the untrained features, so that what they are worth is the first figure to beat."""
        self._seen = examples, features
        super().warm_start(examples, features)

    def epoch_examples(self, examples: Examples, features: TextFeatures, *, epoch: int) -> Examples:
        """Each labelled text with another one of its label, drawn anew."""
        self._seen = examples, features
        random = np.random.default_rng(self.recipe.seed * 1_000 + epoch)
        rows = [row for column in examples.targets.unbind(1) for row in _pairs(column.numpy(), random)]
        return Examples(texts=examples.texts, rows=rows)

    def judge(self, examples: Examples, features: TextFeatures) -> float:
        """Accuracy of heads fitted anew on the features as they are now."""
        self.finish()
        return super().judge(examples, features)

    def finish(self) -> None:
        """Fit the heads on the features as they are now."""
        if self._seen is not None:
            super().warm_start(*self._seen)


def _alike(labels: Tensor) -> Tensor:
    """Which of the labels [n] are known and equal, bool [n, n]."""
    known = labels != NO_LABEL
    return (labels[:, None] == labels[None, :]) & known[:, None] & known[None, :]


def _mean_over(chances: Tensor, right: Tensor) -> Tensor:
    """Minus the mean of log chances [n, n] over each row's right places [n, n], over the rows that have any."""
    counts = right.sum(dim=1)
    rows = -(chances * right).sum(dim=1) / counts.clamp(min=1)
    return rows.sum() / (counts > 0).sum().clamp(min=1)


def _pairs(labels: NDArray[np.int64], random: np.random.Generator) -> list[tuple[int, int]]:
    """Each text of a label once with another of it, in both places; a label's only text has nobody."""
    pairs: list[tuple[int, int]] = []
    for label in np.unique(labels[labels != NO_LABEL]):
        members = random.permutation(np.flatnonzero(labels == label)).tolist()
        pairs += list(zip(members, members[1:] + members[:1], strict=True)) if len(members) > 1 else []
    return pairs
