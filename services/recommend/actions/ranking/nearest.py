"""Which items of a large shelf are near a direction, without reading every vector."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from modelkit.retrieval.vectors import VectorIndex

Floats = NDArray[np.float32]
Places = NDArray[np.int64]

# A shelf as small as this is read whole: nothing is approximate there.
WHOLE = 5_000


def _nobody() -> Places:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Nearest:
    """`index` knows the vectors as they were when it was built; `tail` are the places that came or changed since.

    Without an index every item is a candidate.
    """

    index: VectorIndex | None = None
    tail: Places = field(default_factory=_nobody)

    @classmethod
    def of(cls, vectors: Floats) -> "Nearest":
        if len(vectors) <= WHOLE:
            return cls()
        # What is found is scored anew, so that an index which is quick and rounds is good enough.
        return cls(VectorIndex.build(np.arange(len(vectors)), vectors, layout="ivfsq"))

    def candidates(self, direction: Floats, count: int) -> Places:
        if self.index is None:
            raise AssertionError("a shelf that is read whole has no candidates")
        _scores, places = self.index.search(direction[None], count)
        found: Places = places[places >= 0]
        return np.union1d(found, self.tail) if len(self.tail) else found

    def changed(self, places: Places) -> "Nearest":
        return self if self.index is None else Nearest(self.index, np.union1d(self.tail, places))
