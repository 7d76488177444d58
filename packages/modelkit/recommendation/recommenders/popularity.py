"""What others turn to now: counts that fade with age. The same for everybody, and hard to beat among newcomers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from modelkit.recommendation.data import History, Interactions
from modelkit.recommendation.recommenders.base import Floats, Recommender, State

DAY = 86_400.0


@dataclass(kw_only=True)
class Popularity(Recommender):
    """`half_life` in days, relative to the last row that was learnt from."""

    name: ClassVar[str] = "popularity"
    half_life: float = 14.0

    def learn(self, data: Interactions, *, seed: int) -> State:
        fading = 0.5 ** ((data.now - data.times) / DAY / self.half_life)
        counts = np.bincount(data.items, weights=fading, minlength=len(data.catalogue))
        return {"items": np.array([len(data.catalogue)]), "counts": counts.astype(np.float32)}

    def score(self, histories: Sequence[History]) -> Floats:
        return np.broadcast_to(self.state["counts"], (len(histories), self.items))
