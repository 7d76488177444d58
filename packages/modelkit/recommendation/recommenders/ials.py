"""Implicit alternating least squares (Hu et al., ICDM 2008), regularised as by Rendle et al. (RecSys 2022)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from modelkit.recommendation.data import History, Interactions
from modelkit.recommendation.recommenders.base import Floats, Recommender, State

Doubles = NDArray[np.float64]


@dataclass(kw_only=True)
class Ials(Recommender):
    """`unobserved`: how much a missing pair counts beside a seen one. `penalty` grows with a row's events.

    A user is folded in from the history at every question, by the same equation that training solves, so that new
    users and new events need no training. `recency`: the n-th event from the end weighs n^-recency then.
    """

    name: ClassVar[str] = "ials"
    dimension: int = 64
    penalty: float = 0.02
    unobserved: float = 0.1
    rounds: int = 12
    recency: float = 0.0
    _kept: tuple[Floats | None, Doubles, Doubles] = field(
        default=(None, np.zeros((0, 0)), np.zeros((0, 0))), init=False, repr=False, compare=False
    )

    def learn(self, data: Interactions, *, seed: int) -> State:
        chance = np.random.default_rng(seed)
        items = chance.normal(0.0, 0.1 / np.sqrt(self.dimension), (len(data.catalogue), self.dimension))
        by_user, by_item = data.matrix, csr_matrix(data.matrix.T)
        for _ in range(self.rounds):
            users = self._solve(by_user, items)
            items = self._solve(by_item, users)
        return {"items": np.array([len(items)]), "factors": items.astype(np.float32)}

    def score(self, histories: Sequence[History]) -> Floats:
        factors, shared = self._asked_with()
        rows = [self._row(factors, shared, one.items, _weights(one, self.recency)) for one in histories]
        return np.asarray(np.stack(rows) @ factors.T, dtype=np.float32)

    def _asked_with(self) -> tuple[Doubles, Doubles]:
        """Factors in double precision and what all users share of the equation: the same at every question."""
        kept, factors, shared = self._kept
        if kept is not self.state["factors"]:
            factors = self.state["factors"].astype(np.float64)
            shared = self.unobserved * factors.T @ factors
            self._kept = self.state["factors"], factors, shared
        return factors, shared

    def _solve(self, seen: csr_matrix, factors: Doubles) -> Doubles:
        shared = self.unobserved * factors.T @ factors
        bounds = zip(seen.indptr[:-1], seen.indptr[1:], strict=True)
        return np.stack([self._row(factors, shared, seen.indices[start:end], None) for start, end in bounds])

    def _row(self, factors: Doubles, shared: Doubles, places: NDArray[np.int64], weights: Doubles | None) -> Doubles:
        """Ridge regression of one row: 1 where something was seen, 0 elsewhere."""
        own = factors[places]
        strong = own if weights is None else own * weights[:, None]
        ridge = self.penalty * (len(places) + self.unobserved * len(factors))
        left = shared + strong.T @ own
        left.flat[:: len(left) + 1] += ridge + 1e-9
        return np.asarray(np.linalg.solve(left, strong.sum(axis=0)), dtype=np.float64)


def _weights(history: History, recency: float) -> Doubles | None:
    return np.arange(len(history), 0, -1, dtype=np.float64) ** -recency if recency else None
