"""What histories have on the shelf, as columns; of what was dismissed nothing but the dismissal."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from services.recommend.actions.ranking.loading import SIGNS
from services.recommend.actions.ranking.shelf import Floats, Places, Shelf, Times
from services.recommend.queries.histories import History


@dataclass(frozen=True)
class Touched:
    """A row a deed: whose it is, where its item stands, its kind and time. Those of one history stand together."""

    count: int
    row: Places
    place: Places
    kind: list[str]
    at: Times

    @classmethod
    def of(cls, shelf: Shelf, histories: Sequence[History]) -> "Touched":
        known = shelf.places
        found = [
            (row, known[deed.item], deed.kind, deed.at)
            for row, history in enumerate(histories)
            for deed in history.standing
            if deed.item in known
        ]
        return cls(
            len(histories),
            np.array([row for row, _place, _kind, _at in found], dtype=np.int64),
            np.array([place for _row, place, _kind, _at in found], dtype=np.int64),
            [kind for _row, _place, kind, _at in found],
            np.array([at for _row, _place, _kind, at in found], dtype=np.float64),
        )

    @cached_property
    def liked(self) -> "Touched":
        """Without dismissals: they speak against their items, and tell no habit."""
        kept = np.array([SIGNS[kind] > 0 for kind in self.kind], dtype=bool)
        kinds = [kind for kind in self.kind if SIGNS[kind] > 0]
        return self if kept.all() else Touched(self.count, self.row[kept], self.place[kept], kinds, self.at[kept])

    def sums(self, shelf: Shelf, weights: NDArray[np.float64]) -> Floats:
        """Weighted sums of the items' vectors, float32 [n, dim]."""
        found = np.zeros((self.count, shelf.vectors.shape[1]), dtype=np.float32)
        deeds = self.deeds()
        if not len(self.row):
            return found
        weighed = shelf.vectors[self.place] * weights.astype(np.float32)[:, None]
        # Rows stand together, and each is summed by itself: alone or among others, the sum is the same to the last bit.
        found[deeds > 0] = np.add.reduceat(weighed, (np.cumsum(deeds) - deeds)[deeds > 0], axis=0)
        return found

    def counts(self, codes: Places, names: int) -> NDArray[np.float64]:
        """How many deeds had an item of each code, [n, names]."""
        flat = np.bincount(self.row * names + codes[self.place], minlength=self.count * names)
        return flat.reshape(self.count, names).astype(np.float64)

    def deeds(self) -> Places:
        """How many each history has [n]."""
        return np.bincount(self.row, minlength=self.count)
