"""What follows what: counts of ordered pairs that fade with their distance, after Markov."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from modelkit.recommendation.data import History, Interactions
from modelkit.recommendation.recommenders.base import Floats, Recommender, State
from modelkit.recommendation.recommenders.ease import faded

# Rows seldom left say little: as if so many more steps had gone nowhere in particular.
_PRIOR = 5.0


@dataclass(kw_only=True)
class Transitions(Recommender):
    """`reach`: how many steps ahead count, each as one over its distance. `evenness`: the power of the follower's
    popularity that is divided out. The n-th event of a history from the end weighs n^-recency.

    Memory grows with the square of the items.
    """

    name: ClassVar[str] = "transitions"
    reach: int = 15
    recency: float = 1.0
    evenness: float = 0.2

    def learn(self, data: Interactions, *, seed: int) -> State:
        items = len(data.catalogue)
        counts = np.zeros((items, items), dtype=np.float64)
        for rows in data.rows_by_user:
            followed = data.items[rows]
            for step in range(1, min(self.reach, len(rows) - 1) + 1):
                np.add.at(counts, (followed[:-step], followed[step:]), 1.0 / step)
        np.fill_diagonal(counts, 0.0)
        popular = np.bincount(data.items, minlength=items) + _PRIOR
        shares = counts / (counts.sum(axis=1, keepdims=True) + _PRIOR) / popular**self.evenness
        return {"items": np.array([items]), "shares": shares.astype(np.float32)}

    def score(self, histories: Sequence[History]) -> Floats:
        return faded(histories, self.state["shares"], self.recency)
