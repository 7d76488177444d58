"""The one way in which counts become alerts: live detection, backtest and replay all call `watch`."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from services.sentiment.actions.surges.detectors import BIN_MINUTES, State, make_detector
from services.sentiment.actions.surges.detectors.base import Floats, adapt
from services.sentiment.actions.surges.frame import Frame
from services.sentiment.actions.surges.machine import Episode, Machine, Timing, advance


@dataclass(frozen=True)
class Asked:
    """What a rule asks, without the database."""

    detector: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    min_groups: int = 1
    for_minutes: int = 0
    keep_firing_minutes: int = 60
    cooldown_minutes: int = 60

    @property
    def timing(self) -> Timing:
        bins = (-(-minutes // BIN_MINUTES) for minutes in self._minutes)
        return Timing(*bins)

    @property
    def _minutes(self) -> tuple[int, int, int]:
        return self.for_minutes, self.keep_firing_minutes, self.cooldown_minutes


@dataclass(frozen=True)
class Watched:
    """Episodes by series number, and everything needed to go on."""

    episodes: list[tuple[int, Episode]]
    state: State
    machine: Machine
    expected: Floats


def watch(
    *,
    asked: Asked,
    frame: Frame,
    state: State | None = None,
    known: Sequence[str] = (),
    machine: Machine | None = None,
    finished: int | None = None,
) -> Watched:
    """`state` is of the series `known`, in that order; the frame's may be more."""
    detector = make_detector(asked.detector, asked.parameters)
    fresh = detector.begin(len(frame.keys))
    places = {key: place for place, key in enumerate(known)}
    before = fresh if state is None else adapt(state, fresh, [places.get(key, -1) for key in frame.keys])
    if not frame.block.bins:
        return Watched([], before, machine or Machine(), np.zeros((len(frame.keys), 0)))
    scored, after = detector.score(before, frame.block)

    def enough(series: int, last: int, bins: int) -> bool:
        return frame.groups_behind(series, last, bins) >= asked.min_groups

    moved = advance(
        machine=machine or Machine(),
        scored=scored,
        start=frame.block.start,
        detector=detector,
        timing=asked.timing,
        gate=enough if asked.min_groups > 1 else None,
        finished=finished,
    )
    return Watched(moved.episodes, after, moved.machine, scored.expected)


def pack(state: State) -> bytes:
    """Counts and sums as they are, bit for bit."""
    file = io.BytesIO()
    np.savez_compressed(file, **state)  # type: ignore[arg-type]  # numpy types the names as if they were options
    return file.getvalue()


def unpack(data: bytes) -> State:
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}
