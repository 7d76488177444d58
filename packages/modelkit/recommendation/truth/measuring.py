"""Every item is ranked for every question; one value a question and metric."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modelkit.evaluation.metrics import ndcgs, reciprocal_ranks
from modelkit.recommendation.data import History, Question
from modelkit.recommendation.truth.lists import Stock, popularity, traits
from modelkit.recommendation.truth.ranking import best

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
Column = NDArray[np.float64]
# Histories to scores, float32 [histories, items].
Scorer = Callable[[Sequence[History]], Floats]

K = 10
DEPTH = 20
# How popular what was wanted had been: what "arp@10" is held against.
WANTED = "arp of wanted"
AT_ONCE = 512


@dataclass(frozen=True)
class Answers:
    """`metrics`: name to one value a question [n]; `listed` places [n, 10]; `users` [n] and `known` events [n]."""

    metrics: dict[str, Column]
    listed: NDArray[np.int64]
    users: NDArray[np.int64]
    known: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.users)

    def coverage(self, items: int, chosen: Flags | None = None) -> float:
        """The share of the catalogue that stands in anybody's first ten; in those of the `chosen` [n], where given."""
        listed = self.listed if chosen is None else self.listed[chosen]
        shown = np.unique(listed[listed >= 0])
        return len(shown) / items if items else 0.0


def measure(
    scorer: Scorer, questions: Sequence[Question], *, among: Flags | None = None, stock: Stock | None = None
) -> Answers:
    """Rank everything the user has not touched; with `among` [items], only these.

    With `stock`, what the lists are like is among the metrics.
    """
    starts = range(0, len(questions), AT_ONCE)
    parts = [_measure(scorer, questions[start : start + AT_ONCE], among, stock) for start in starts]
    if not parts:
        return _measure(lambda _histories: np.zeros((0, 1), dtype=np.float32), [], None, stock)
    return pooled(parts)


def _measure(scorer: Scorer, questions: Sequence[Question], among: Flags | None, stock: Stock | None) -> Answers:
    scores = np.array(scorer([one.history for one in questions]), dtype=np.float32)
    if among is not None:
        scores[:, ~among] = -np.inf
    for row, one in zip(scores, questions, strict=True):
        row[one.history.items] = -np.inf
    lists = best(scores, DEPTH)
    gains = np.array([np.isin(own, one.wanted) for own, one in zip(lists, questions, strict=True)], dtype=np.float64)
    gains = gains.reshape(len(questions), DEPTH)
    like = traits(lists[:, :K], stock) if stock else {}
    if stock:
        like[WANTED] = popularity([one.wanted for one in questions], stock)
    return Answers(
        metrics=_metrics(gains, np.array([len(one.wanted) for one in questions], dtype=np.int64)) | like,
        listed=lists[:, :K],
        users=np.array([one.user for one in questions], dtype=np.int64),
        known=np.array([len(one.history) for one in questions], dtype=np.int64),
    )


def _metrics(gains: Column, wanted: NDArray[np.int64]) -> dict[str, Column]:
    """From which places of the list [n, 20] were wanted, and how many were [n]."""
    first = np.where(gains.any(axis=1), gains.argmax(axis=1) + 1, 0)
    ideal = (np.arange(K) < wanted[:, None]).astype(np.float64)
    return {
        f"ndcg@{K}": ndcgs(gains, ideal=ideal, k=K),
        f"hit@{K}": gains[:, :K].any(axis=1).astype(np.float64),
        f"recall@{K}": gains[:, :K].sum(axis=1) / np.maximum(wanted, 1),
        f"recall@{DEPTH}": gains.sum(axis=1) / np.maximum(wanted, 1),
        f"mrr@{DEPTH}": reciprocal_ranks(first, k=DEPTH),
    }


def pooled(parts: Sequence[Answers]) -> Answers:
    """The questions of several parts, windows say, one after the other."""
    return Answers(
        metrics={name: np.concatenate([part.metrics[name] for part in parts]) for name in parts[0].metrics},
        listed=np.concatenate([part.listed for part in parts]),
        users=np.concatenate([part.users for part in parts]),
        known=np.concatenate([part.known for part in parts]),
    )
