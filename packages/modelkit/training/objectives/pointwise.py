"""Pointwise scoring: each pair's score is a probability to be met."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from modelkit.data.records import ScoredPair
from modelkit.models.pair_scorer import PairScorer
from modelkit.training.examples import Batch, Examples
from modelkit.training.features import TextFeatures
from modelkit.training.objectives.base import Objective
from modelkit.training.objectives.ordering import ordered_share


class Pointwise(Objective[PairScorer, ScoredPair]):
    """Binary cross-entropy with graded targets in [0, 1]."""

    name: ClassVar[str] = "pointwise"
    figure: ClassVar[str] = "ordered_pairs"

    def examples(self, records: Sequence[ScoredPair]) -> Examples:
        """One text pair a record; targets [n, 2] hold the query's number and the score."""
        texts = self.model.tokeniser([(record.query, record.passage) for record in records])
        numbers = {query: number for number, query in enumerate(dict.fromkeys(r.query for r in records))}
        targets = torch.tensor([[float(numbers[record.query]), record.score] for record in records])
        return Examples(texts=texts, rows=[(number,) for number in range(len(texts))], targets=targets)

    def read_out(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Logits [n]."""
        return self.model.read_out(hidden, mask)

    def loss(self, outputs: Tensor, batch: Batch) -> Tensor:
        """How far each probability is from its score."""
        return binary_cross_entropy_with_logits(outputs[batch.places[:, 0]].float(), batch.targets[:, 1])

    def judge(self, examples: Examples, features: TextFeatures) -> float:
        """The share of a query's unequal passages that are in the right order."""
        logits = features.encode(range(len(examples.texts)), self.read_out)
        return ordered_share(logits, examples.targets)

    @property
    def heads(self) -> Iterable[nn.Module]:
        """Everything above the backbone, and BERT's pooler, which starts from nothing."""
        module = self.model.module
        fresh = [getattr(self.model.backbone, "pooler", None), getattr(module, "classifier", None)]
        return [part for part in fresh if isinstance(part, nn.Module)]
