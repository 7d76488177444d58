"""For those who return: what came up since they were last here, before what they have passed by already."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.sparse import csr_matrix

from modelkit.recommendation.data import History, Interactions
from modelkit.recommendation.recommenders.base import Floats, State
from modelkit.recommendation.recommenders.popularity import DAY
from modelkit.recommendation.recommenders.segments import Segments


@dataclass(kw_only=True)
class SinceVisit(Segments):
    """`Segments`, and for users with a history `passed` times the logarithm of an item's share of all rows since their
    last one beside its share before.

    What was popular while a user was here and was not taken was probably seen and left; what became so afterwards was
    not there to be taken. Shares before fade from the last row backwards, half in `visit` days. `drawn`: as if so many
    rows on either side had been spread as all rows are, so that after an hour's absence next to nothing changes.
    Rows of one day count together.
    """

    name: ClassVar[str] = "since-visit"
    half_life: float = 15.0
    passed: float = 0.6
    visit: float = 30.0
    drawn: float = 1000.0

    def learn(self, data: Interactions, *, seed: int) -> State:
        began = float(data.times[0]) if len(data) else 0.0
        days = ((data.times - began) // DAY).astype(np.int64)
        shape = (int(days.max(initial=0)) + 1, len(data.catalogue))
        daily = csr_matrix((np.ones(len(data), dtype=np.float32), (days, data.items)), shape=shape)
        daily.sum_duplicates()
        return super().learn(data, seed=seed) | {
            "began": np.array([began]),
            "daily.counts": daily.data,
            "daily.items": daily.indices,
            "daily.starts": daily.indptr,
        }

    def score(self, histories: Sequence[History]) -> Floats:
        scores = super().score(histories)
        back = [row for row, one in enumerate(histories) if len(one)]
        if back:
            last = np.array([histories[row].times[-1] for row in back])
            scores[back] += self.passed * self._came_up(last)
        return scores

    def _came_up(self, last: np.ndarray) -> Floats:
        """Logarithms of shares since each last moment over those before [moments, items]."""
        daily = self._daily()
        usual = np.asarray(daily.sum(axis=0)).ravel() + 0.5
        usual *= self.drawn / usual.sum()
        ago = (last[:, None] - self.state["began"]) // DAY - np.arange(daily.shape[0])
        before = np.where(ago >= 0, 0.5 ** (np.maximum(ago, 0) / self.visit), 0.0)
        shares = []
        for weights in (ago < 0, before):
            found = weights.astype(np.float32) @ daily
            shares.append(np.log((found + usual) / (found.sum(axis=1, keepdims=True) + self.drawn)))
        return np.asarray(shares[0] - shares[1], dtype=np.float32)

    def _daily(self) -> csr_matrix:
        """How often each item was taken on each day since the first [days, items]."""
        parts = (self.state[f"daily.{name}"] for name in ("counts", "items", "starts"))
        return csr_matrix(tuple(parts), shape=(len(self.state["daily.starts"]) - 1, self.items))
