"""Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998) chooses ten of the best few dozen of each list."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pyversity import Strategy, diversify

from modelkit.recommendation.data import History
from modelkit.recommendation.truth import best
from modelkit.recommendation.truth.measuring import Scorer

Floats = NDArray[np.float32]
Places = NDArray[np.int64]

# How far down a list may fetch something else; below, nobody would call it a recommendation.
POOL = 50
COUNT = 20
# What is seen together: its items are chosen to differ, and stand by their scores.
_TOGETHER = 10


class Spreading:
    """A scorer whose first twenty are spread by `strength`, from 0 (as they were) to 1 (as different as can be).

    `vectors` [items, dim] of unit length say what is alike. Items of the history are left out before spreading.
    """

    def __init__(self, scorer: Scorer, vectors: Floats, *, strength: float, pool: int = POOL) -> None:
        self.scorer, self.vectors, self.strength, self.pool = scorer, vectors, strength, pool

    def __call__(self, histories: Sequence[History]) -> Floats:
        """Scores, float32 [histories, items]: the first twenty stand above all others, in their new order."""
        scores = np.array(self.scorer(histories), dtype=np.float32)
        if not self.strength:
            return scores
        for row, one in zip(scores, histories, strict=True):
            known = row[one.items]
            row[one.items] = -np.inf
            order = self.order(row)
            row[one.items] = known
            top = float(row.max(initial=0.0))
            row[order] = top + np.arange(len(order), 0, -1, dtype=np.float32)
        return scores

    def order(self, scores: Floats) -> Places:
        """Places of the first twenty for one row of scores [items]; what is -inf stays out."""
        pool = best(scores[None], self.pool)[0]
        pool = pool[pool >= 0]
        if not len(pool):
            return np.zeros(0, dtype=np.int64)
        # From 0 to 1 within the pool, as likeness is: strength then means the same for every recommender.
        found = scores[pool] - scores[pool].min()
        relevance = found / max(float(found.max()), 1e-9)
        chosen = diversify(
            self.vectors[pool], relevance, k=min(COUNT, len(pool)), strategy=Strategy.MMR, diversity=self.strength
        )
        places = np.asarray(chosen.indices, dtype=np.int64)
        # The order in which they were chosen costs more than the choice: within ten, the likeliest comes first again.
        parts = [np.sort(places[start : start + _TOGETHER]) for start in range(0, len(places), _TOGETHER)]
        return np.asarray(pool[np.concatenate(parts)], dtype=np.int64)
