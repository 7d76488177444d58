"""Figures by slice, each with its interval, and leads over a baseline on the same questions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modelkit.evaluation.intervals import Interval, bootstrap_statistic, mean_by
from modelkit.evaluation.significance import Comparison, compare_statistics
from modelkit.recommendation.truth.measuring import Answers

Flags = NDArray[np.bool_]
Column = NDArray[np.float64]
# Users of so many events or fewer are cold: little is known of them.
COLD = 5

SLICES: dict[str, Callable[[Answers], Flags]] = {
    "all": lambda answers: np.ones(len(answers), dtype=bool),
    "cold": lambda answers: answers.known <= COLD,
    "warm": lambda answers: answers.known > COLD,
    "known": lambda answers: answers.known > 0,
}


@dataclass(frozen=True)
class Figures:
    """One slice of one recommender."""

    questions: int
    metrics: dict[str, Interval]
    coverage: float

    def as_dict(self) -> dict[str, object]:
        """Plain JSON."""
        metrics = {name: one.as_dict() for name, one in self.metrics.items()}
        return {"questions": self.questions, "metrics": metrics, "coverage": self.coverage}


def compare(seeds: Sequence[Answers], *, items: int, slice_of: str = "all") -> Figures:
    """Means over questions and seeds, which answered the same questions; the bootstrap draws users, with all theirs."""
    first = seeds[0]
    chosen = SLICES[slice_of](first)
    metrics = {
        name: bootstrap_statistic(*mean_by(_mean(seeds, name)[chosen], first.users[chosen])) for name in first.metrics
    }
    return Figures(int(chosen.sum()), metrics, float(np.mean([one.coverage(items, chosen) for one in seeds])))


def lead(
    seeds: Sequence[Answers], baseline: Sequence[Answers], *, metric: str = "ndcg@10", slice_of: str = "all"
) -> Comparison:
    """How far ahead of the baseline, in the metric's unit: a paired bootstrap over users."""
    chosen = SLICES[slice_of](seeds[0])
    gap = _mean(seeds, metric) - _mean(baseline, metric)
    return compare_statistics(*mean_by(gap[chosen], seeds[0].users[chosen]))


def _mean(seeds: Sequence[Answers], metric: str) -> Column:
    return np.asarray(np.mean([one.metrics[metric] for one in seeds], axis=0))
