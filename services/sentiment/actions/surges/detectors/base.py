"""What every detector takes and gives: counts in, scores out, and a state that carries all it has learned.

A detector sees time in blocks of any length. Cutting the same counts into other blocks gives the same scores bit
for bit, so that live detection, backtest and replay are one thing.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

BIN_MINUTES = 15
BINS_A_DAY = 96

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
# Arrays by name; the first axis is the series, except where the name begins with "all_".
State = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Block:
    """Counts [series, bins]; `start` is the number of the first bin since 1970."""

    start: int
    negative: Counts
    total: Counts

    @property
    def bins(self) -> int:
        return int(self.negative.shape[1])

    def cut(self, begin: int, end: int) -> "Block":
        return Block(self.start + begin, self.negative[:, begin:end], self.total[:, begin:end])


@dataclass(frozen=True)
class Scored:
    """All [series, bins]. What was `observed` in the last `window` bins, what was `expected` there, how odd it is."""

    score: Floats
    observed: Floats
    expected: Floats
    window: NDArray[np.int8]


class Detector(ABC):
    """`raise_at` begins an alert and `clear_at`, lower, ends it."""

    defaults: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, **options: Any) -> None:
        self.options = options
        self.raise_at = float(options["raise_at"])
        self.clear_at = float(options["clear_at"])
        self.windows = sorted(int(minutes) // BIN_MINUTES for minutes in options["windows"])

    @property
    @abstractmethod
    def memory(self) -> int:
        """How many past bins a score looks back at."""

    @abstractmethod
    def begin(self, series: int) -> State:
        """The state before anything was seen."""

    @abstractmethod
    def score(self, state: State, block: Block) -> tuple[Scored, State]:
        """Scores of the block, and the state after it. The state given is left as it was."""


def adapt(state: State, fresh: State, places: Sequence[int]) -> State:
    """The state for another list of series: `places` says where each stood before, -1 where it is new."""
    chosen = np.asarray(places, dtype=np.int64)
    known = chosen >= 0
    adapted = {}
    for name, initial in fresh.items():
        if name.startswith("all_"):
            adapted[name] = state[name]
            continue
        rows = initial.copy()
        rows[known] = state[name][chosen[known]]
        adapted[name] = rows
    return adapted


def window_sums(padded: NDArray[Any], bins: int, windows: Sequence[int]) -> dict[int, NDArray[Any]]:
    """Sums over the last 1, 2, 4, 8, 16 bins, by doubling: always the same additions, so always the same bits."""
    sums, width = {1: padded[:, -bins:]}, 1
    current = padded
    while width < max(windows):
        current = current[:, width:] + current[:, :-width]
        width *= 2
        sums[width] = current[:, -bins:]
    return {window: sums[window] for window in windows}


def keep_tail(padded: NDArray[Any], length: int) -> NDArray[Any]:
    return padded[:, padded.shape[1] - length :].copy()
