"""A linear autoencoder in closed form (Steck, WWW 2019): which items stand beside those of the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.sparse import csr_matrix

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
        return np.asarray(faded(histories, self.items, self.recency) @ self.state["weights"], dtype=np.float32)


def faded(histories: Sequence[History], items: int, recency: float) -> csr_matrix:
    """float32 [histories, items]: for each item of a history n^-recency, n counted from the end; else 0.

    Sparse, since a history touches few of the items: a product reads the rows of those alone.
    """
    rows: list[int] = []
    places: list[int] = []
    weights: list[np.float32] = []
    for row, one in enumerate(histories):
        # What was touched twice counts as it was last.
        latest = dict(zip(one.items.tolist(), np.arange(len(one), 0, -1, dtype=np.float32) ** -recency, strict=True))
        rows += [row] * len(latest)
        places += latest.keys()
        weights += latest.values()
    return csr_matrix((np.array(weights, dtype=np.float32), (rows, places)), shape=(len(histories), items))
