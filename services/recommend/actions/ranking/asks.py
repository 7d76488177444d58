"""What histories ask of items: every ranker says it as a product of vectors and a few sums.

The score of an item is `vectors · item + bias[item] + table[group of item] + constant`, in the ranker's own unit. So
one form serves a single user, whose few hundred candidates are scored by hand, and a batch, which the kernel ranks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from services.recommend.actions.ranking.shelf import Flags, Floats, Places, Shelf
from services.recommend.queries.histories import History


@dataclass(frozen=True)
class Asks:
    """`vectors` [n, dim], `bias` [items] due to items alone, `table` [n, groups] or none, `constant` [n].

    `known` [n]: of whom nothing is known, that asks for nothing.
    """

    vectors: Floats
    bias: Floats
    table: Floats | None
    constant: Floats
    known: Flags

    def at(self, shelf: Shelf, places: Places) -> Floats:
        """Scores, float32 [n, places]."""
        scores = self.vectors @ shelf.vectors[places].T + self.bias[places] + self.constant[:, None]
        if self.table is not None:
            scores += self.table[:, shelf.groups.codes[places]]
        found: Floats = scores.astype(np.float32, copy=False)
        return found


@dataclass(frozen=True)
class Touched:
    """What histories have on the shelf, a row a deed: whose it is, where its item stands, its kind and time."""

    count: int
    row: Places
    place: Places
    kind: list[str]
    at: NDArray[np.float64]

    @classmethod
    def of(cls, shelf: Shelf, histories: Sequence[History]) -> "Touched":
        known = shelf.places
        found = [
            (row, known[deed.item], deed.kind, deed.at)
            for row, history in enumerate(histories)
            for deed in history.deeds
            if deed.item in known
        ]
        row, place, kind, at = zip(*found, strict=True) if found else ((), (), (), ())
        return cls(len(histories), np.array(row, np.int64), np.array(place, np.int64), list(kind), np.array(at))

    def sums(self, shelf: Shelf, weights: Sequence[float] | NDArray[np.float64]) -> Floats:
        """Weighted sums of the items' vectors, float32 [n, dim]."""
        share = csr_matrix((np.asarray(weights, np.float32), (self.row, self.place)), (self.count, len(shelf)))
        return np.asarray(share @ shelf.vectors, dtype=np.float32)

    def counts(self, codes: Places, names: int) -> NDArray[np.float64]:
        """How many deeds had an item of each code, [n, names]."""
        flat = np.bincount(self.row * names + codes[self.place], minlength=self.count * names)
        return flat.reshape(self.count, names).astype(np.float64)

    def deeds(self) -> Places:
        """How many each history has [n]."""
        return np.bincount(self.row, minlength=self.count)
