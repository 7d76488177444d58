"""What is asked of a recommender: this is what a user did, what comes next?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
Times = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class History:
    """Items [n] in the order of their times [n], seconds since 1970; `at` is the moment of asking.

    `labels`: what else is told of the user, an age group say, in words that others share.
    """

    items: Places
    times: Times
    at: float
    labels: Sequence[str] = ()

    @classmethod
    def of(cls, items: list[int], *, times: list[float] | None = None, at: float | None = None) -> Self:
        """By hand; without times, one second apart."""
        moments = np.arange(len(items), dtype=np.float64) if times is None else np.asarray(times, dtype=np.float64)
        asked = at if at is not None else float(moments[-1]) if len(moments) else 0.0
        return cls(np.asarray(items, dtype=np.int64), moments, asked)

    def __len__(self) -> int:
        return len(self.items)


@dataclass(frozen=True, slots=True)
class Question:
    """One user, what is known of them, and the items [m] that they turned to afterwards."""

    user: int
    history: History
    wanted: Places
