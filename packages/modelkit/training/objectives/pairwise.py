"""Pairwise scoring: of two passages for the same query, the better must score higher."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import softplus

from modelkit.data.records import ScoredPair
from modelkit.errors import DataError
from modelkit.training.examples import Batch, Examples
from modelkit.training.features import TextFeatures
from modelkit.training.objectives.pointwise import Pointwise

# A query with many passages must not drown the others.
MOST_PAIRS_A_QUERY = 8


class Pairwise(Pointwise):
    """RankNet's loss (Burges et al., ICML 2005) on passages of one query with unequal scores.

    Rows are (better, worse). Comparing alone leaves the scale of the scores open, which a threshold needs, so the
    pointwise loss of both is added at half weight.
    """

    name: ClassVar[str] = "pairwise"

    def examples(self, records: Sequence[ScoredPair]) -> Examples:
        """The pairs as `Pointwise` reads them, in rows of two; targets [n, 2] are both scores."""
        single = super().examples(records)
        rows = _comparisons(single.targets, seed=self.recipe.seed)
        if not rows:
            raise DataError(
                "No query has passages of unequal score.",
                column="score",
                remedy="Give each query a passage that answers it and one that does not, or use objective=pointwise.",
            )
        targets = torch.stack([single.targets[list(row), 1] for row in rows])
        return Examples(texts=single.texts, rows=rows, targets=targets)

    def loss(self, outputs: Tensor, batch: Batch) -> Tensor:
        """softplus(worse - better), weighed by how unequal they are, plus half the pointwise loss."""
        scores = outputs[batch.places].float()
        gap = batch.targets[:, 0] - batch.targets[:, 1]
        ranking = (gap * softplus(scores[:, 1] - scores[:, 0])).mean()
        meeting = torch.nn.functional.binary_cross_entropy_with_logits(scores, batch.targets)
        return ranking + 0.5 * meeting

    def judge(self, examples: Examples, features: TextFeatures) -> float:
        """The share of rows whose better passage scores higher."""
        logits = features.encode(range(len(examples.texts)), self.read_out)
        better, worse = logits[torch.tensor(examples.rows)].unbind(1)
        return float(((better > worse).float() + 0.5 * (better == worse).float()).mean())


def _comparisons(targets: Tensor, *, seed: int) -> list[tuple[int, int]]:
    random = np.random.default_rng(seed)
    groups: dict[int, list[int]] = {}
    for row, query in enumerate(targets[:, 0].long().tolist()):
        groups.setdefault(query, []).append(row)
    scores = targets[:, 1].tolist()
    rows: list[tuple[int, int]] = []
    for members in groups.values():
        pairs = [(a, b) for a in members for b in members if scores[a] > scores[b]]
        kept = sorted(random.permutation(len(pairs))[:MOST_PAIRS_A_QUERY].tolist())
        rows += [pairs[place] for place in kept]
    return rows
