"""What people alike turn to now: popularity by what is told of a user, drawn towards what everybody turns to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from modelkit.recommendation.data import History, Interactions
from modelkit.recommendation.recommenders.base import Floats, Recommender, State
from modelkit.recommendation.recommenders.popularity import DAY

# An item that nobody touched lately is not impossible.
_LITTLE = 0.05
_SEPARATOR = "\x00"


@dataclass(kw_only=True)
class Segments(Recommender):
    """Labels of a user add up as in naive Bayes, each counting `weight` of what its people alone would say.

    `half_life` in days fades everybody's rows; those of one label are fewer, and fade by `memory`. `prior`: as if so
    many rows of a label had been spread as everybody's are. Of whom nothing is told gets what everybody turns to.
    """

    name: ClassVar[str] = "segments"
    half_life: float = 20.0
    memory: float = 200.0
    prior: float = 840.0
    weight: float = 0.5
    _numbers: dict[str, int] | None = field(default=None, init=False, repr=False, compare=False)

    def learn(self, data: Interactions, *, seed: int) -> State:
        self._numbers = None
        items, names = len(data.catalogue), sorted({label for own in data.labels for label in own})
        age = (data.now - data.times) / DAY
        counts = np.bincount(data.items, weights=0.5 ** (age / self.half_life), minlength=items)
        kept = 0.5 ** (age / self.memory)
        usual = np.bincount(data.items, weights=kept, minlength=items) + 0.5
        usual /= usual.sum()
        ratios = np.zeros((len(names), items))
        for row, name in zip(ratios, names, strict=True):
            own = np.array([name in labels for labels in data.labels])[data.users]
            found = np.bincount(data.items[own], weights=kept[own], minlength=items)
            row[:] = np.log((found + self.prior * usual) / (found.sum() + self.prior) / usual)
        return {
            "items": np.array([items]),
            "popularity": np.log(counts + _LITTLE).astype(np.float32),
            "ratios": ratios.astype(np.float32),
            "names": np.array(list(_SEPARATOR.join(names).encode()), dtype=np.uint8),
        }

    @property
    def numbers(self) -> dict[str, int]:
        """The labels that were learnt, each with its row of what was."""
        if self._numbers is None:
            names = self.state["names"].tobytes().decode().split(_SEPARATOR)
            self._numbers = {name: number for number, name in enumerate(names) if name}
        return self._numbers

    def leanings(self, labels: Sequence[str]) -> Floats:
        """What each adds to the logarithm of an item's popularity, float32 [labels, items]; all were learnt."""
        rows = self.state["ratios"][[self.numbers[label] for label in labels]]
        return np.asarray(self.weight * rows, dtype=np.float32)

    def score(self, histories: Sequence[History]) -> Floats:
        told = self._told(histories)
        return np.asarray(self.state["popularity"] + self.weight * (told @ self.state["ratios"]), dtype=np.float32)

    def _told(self, histories: Sequence[History]) -> NDArray[np.float32]:
        """1 where a user has a label that was learnt, [histories, labels]."""
        numbers = self.numbers
        found = np.zeros((len(histories), len(self.state["ratios"])), dtype=np.float32)
        for row, one in zip(found, histories, strict=True):
            row[[numbers[label] for label in one.labels if label in numbers]] = 1.0
        return found
