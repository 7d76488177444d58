"""A linear autoencoder in closed form (Steck, WWW 2019): which items stand beside those of the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from modelkit.recommendation.data import History, Interactions
from modelkit.recommendation.recommenders.base import Floats, Recommender, State


@dataclass(kw_only=True)
class Ease(Recommender):
    """`penalty` is the ridge. Memory and time grow with the square and cube of the items: up to some 20,000.

    `recency` above 0 lets the latest events count more while scoring: the n-th from the end weighs n^-recency.
    """

    name: ClassVar[str] = "ease"
    penalty: float = 200.0
    recency: float = 0.0

    def learn(self, data: Interactions, *, seed: int) -> State:
        gram = np.asarray((data.matrix.T @ data.matrix).todense(), dtype=np.float64)
        gram[np.diag_indices_from(gram)] += self.penalty
        inverse = np.linalg.inv(gram)
        weights = -inverse / np.diag(inverse)
        np.fill_diagonal(weights, 0.0)
        return {"items": np.array([len(gram)]), "weights": weights.astype(np.float32)}

    def score(self, histories: Sequence[History]) -> Floats:
        return faded(histories, self.state["weights"], self.recency)


def faded(histories: Sequence[History], matrix: Floats, recency: float) -> Floats:
    """Sums of the rows of `matrix` [items, columns] that a history touched, float32 [histories, columns].

    An item weighs n^-recency, n counted from the end; what was touched twice counts as it was last.
    """
    found = np.zeros((len(histories), matrix.shape[1]), dtype=np.float32)
    for row, one in zip(found, histories, strict=True):
        latest = dict(zip(one.items.tolist(), np.arange(len(one), 0, -1, dtype=np.float32) ** -recency, strict=True))
        if latest:
            row[:] = np.array(list(latest.values()), dtype=np.float32) @ matrix[list(latest)]
    return found
