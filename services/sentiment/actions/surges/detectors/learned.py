"""Detectors that compare with a learned baseline: blocks are cut at midnight UTC, where a day is learned."""

from abc import abstractmethod
from itertools import pairwise

import numpy as np

from services.sentiment.actions.surges.detectors import baseline
from services.sentiment.actions.surges.detectors.base import BINS_A_DAY, Block, Counts, Detector, Scored, State

BASELINE = {"floor": 0.02, "empty_floor": 0.25, "warm_up_days": 7, "min_count": 3, "time_zone": "UTC"}


class Learned(Detector):
    """Subclasses score within one day, in which `state["expected"]` and `state["dispersion"]` stand still."""

    @property
    def memory(self) -> int:
        return baseline.LOOK_BACK

    def begin(self, series: int) -> State:
        tail = np.zeros((series, baseline.LOOK_BACK), dtype=np.int64)
        return {**baseline.begin(series, self.options["empty_floor"]), "tail": tail}

    def score(self, state: State, block: Block) -> tuple[Scored, State]:
        parts = []
        for begin, end in _days(block):
            part = block.cut(begin, end)
            scored, state = self._within_day(self._at_day(state, part.start // BINS_A_DAY), part)
            parts.append(scored)
        return _joined(parts, block), state

    @abstractmethod
    def look(self, state: State, counts: Counts, first: int, bins: int) -> tuple[Scored, State]:
        """Score `bins` bins from bin `first` of the day; `counts` begin LOOK_BACK bins earlier."""

    def _at_day(self, state: State, day: int) -> State:
        """Learn every day that has ended since the last block."""
        known = int(state["all_day"][0])
        for ended in range(known, day) if known >= 0 else ():
            state = self._learned(state, ended)
        if known < 0:
            state = {**state, "today": np.zeros_like(state["today"])}
        return {**state, "all_day": np.array([day], dtype=np.int64)}

    def _learned(self, state: State, day: int) -> State:
        options = self.options
        return baseline.learn(
            state,
            day=day,
            zone=str(options["time_zone"]),
            floor=float(options["floor"]),
            empty_floor=float(options["empty_floor"]),
            warm_up=int(options["warm_up_days"]),
        )

    def _within_day(self, state: State, part: Block) -> tuple[Scored, State]:
        first = part.start % BINS_A_DAY
        counts = np.concatenate([state["tail"], part.negative], axis=1)
        scored, after = self.look(state, counts, first, part.bins)
        today = after["today"].copy()
        today[:, first : first + part.bins] = part.negative
        return scored, {**after, "today": today, "tail": counts[:, -baseline.LOOK_BACK :].copy()}


def _days(block: Block) -> list[tuple[int, int]]:
    """Where a block is cut: at every midnight."""
    first_midnight = -block.start % BINS_A_DAY
    edges = sorted({0, block.bins, *range(first_midnight, block.bins, BINS_A_DAY)})
    return list(pairwise(edges))


def _joined(parts: list[Scored], block: Block) -> Scored:
    if not parts:
        empty = np.zeros(block.negative.shape)
        return Scored(empty, empty, empty, empty.astype(np.int8))
    names = ("score", "observed", "expected", "window")
    return Scored(*(np.concatenate([getattr(part, name) for part in parts], axis=1) for name in names))
