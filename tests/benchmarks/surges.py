"""Surges: 500 entities × 180 days, +3 stories a bin for four hours, under five kinds of noise

Thresholds are chosen on a validation press with other seeds: the lowest that keeps false alarms at 0.08 an
entity-month under the worst noise and volume. The peers keep ElastAlert's and the textbook's own settings, and are
also shown at the threshold that the same validation gives them.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from services.sentiment.actions.surges.detectors import Block, Detector, Scored, make_detector
from services.sentiment.actions.surges.machine import Episode, Machine, Timing, advance
from tests.benchmarks.measuring.press import BINS_A_DAY, NOISES, Press, simulate
from tests.benchmarks.measuring.tables import print_table

ENTITIES = int(os.environ.get("ENTITIES", "500"))
DAYS = 180
VOLUMES = (10, 60)
LEARNING_DAYS = 28
WANTED = 0.08
MONTH = 30 * BINS_A_DAY
# Any detector's candidates, lowest first.
LADDERS: dict[str, tuple[float, ...]] = {
    "negative_binomial": (4.0, 4.3, 4.5, 4.7, 5.0, 5.5, 6.0, 7.0),
    "cusum": (6.0, 8.0, 10.0, 12.0, 14.0, 16.0, 18.0),
    "zscore": (4.0, 6.0, 8.0, 10.0, 14.0, 20.0, 30.0),
    "ratio": (3.0, 5.0, 8.0, 12.0, 20.0),
    "threshold": (6.0, 8.0, 10.0, 12.0, 15.0, 20.0, 30.0),
}
PEERS = {"ratio": 3.0, "zscore": 4.0}


@dataclass(frozen=True)
class Outcome:
    """What one detector did with one press, or with several together."""

    false_alarms: int
    months: float
    found: int
    surges: int
    delays: tuple[float, ...]

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.false_alarms + other.false_alarms,
            self.months + other.months,
            self.found + other.found,
            self.surges + other.surges,
            self.delays + other.delays,
        )

    @property
    def rate(self) -> float:
        return self.false_alarms / self.months

    def cells(self) -> list[str]:
        delay = f"{np.median(self.delays):.0f} min" if self.delays else "–"
        return [f"{self.rate:.4f}", f"{self.found / max(self.surges, 1):.1%}", delay]


def main() -> None:
    chosen = {kind: _choose(kind) for kind in LADDERS}
    settings = [(f"{kind}, raise_at {at:g}", kind, at) for kind, at in chosen.items()]
    settings += [(f"{kind}, as usual ({at:g})", kind, at) for kind, at in PEERS.items()]
    outcomes = _measure(settings)
    head = ["noise", "stories a day", "detector", "false alarms an entity-month", "found", "median delay"]
    print_table(
        head, [[noise, str(volume), title, *found.cells()] for (noise, volume, title), found in outcomes.items()]
    )
    _summary(outcomes, [title for title, _kind, _at in settings])


def _measure(settings: list[tuple[str, str, float]]) -> dict[tuple[str, int, str], Outcome]:
    """One press at a time, since each fills hundreds of megabytes with its scores."""
    outcomes = {}
    for number, noise in enumerate(NOISES):
        for volume in VOLUMES:
            press = simulate(noise, seed=1000 + number, entities=ENTITIES, days=DAYS, per_day=volume)
            for title, kind, at in settings:
                outcomes[noise, volume, title] = _outcomes(kind, press, [at])[at]
    return outcomes


def _summary(outcomes: Mapping[tuple[str, int, str], Outcome], titles: list[str]) -> None:
    print("\nAll noises together:\n")
    rows = []
    for volume in VOLUMES:
        for title in titles:
            parts = [found for (_noise, its, name), found in outcomes.items() if its == volume and name == title]
            together = sum(parts[1:], parts[0])
            rows.append([str(volume), title, *together.cells(), f"{together.months:,.0f}", f"{together.surges:,}"])
    print_table(["stories a day", "detector", "false alarms", "found", "delay", "entity-months", "surges"], rows)


def _choose(kind: str) -> float:
    """The lowest threshold with few enough false alarms on presses that are never measured."""
    worst: dict[float, float] = {}
    for number, noise in enumerate(NOISES):
        for volume in VOLUMES:
            press = simulate(noise, seed=number, entities=100, days=90, per_day=volume)
            for at, outcome in _outcomes(kind, press, LADDERS[kind]).items():
                worst[at] = max(worst.get(at, 0.0), outcome.rate)
    kept = [at for at, rate in worst.items() if rate <= WANTED]
    return min(kept) if kept else max(LADDERS[kind])


def _outcomes(kind: str, press: Press, thresholds: Any) -> dict[float, Outcome]:
    """Scores do not depend on the threshold, so one pass serves all."""
    first = make_detector(kind)
    scored, _state = first.score(first.begin(len(press.counts)), Block(0, press.counts, press.counts))
    return {at: _outcome(_with_threshold(kind, at), scored, press) for at in thresholds}


def _with_threshold(kind: str, at: float) -> Detector:
    clear = min(at / 2, float(make_detector(kind).clear_at))
    return make_detector(kind, {"raise_at": at, "clear_at": clear})


def _outcome(detector: Detector, scored: Scored, press: Press) -> Outcome:
    moved = advance(machine=Machine(), scored=scored, start=0, detector=detector, timing=Timing())
    alarms: dict[int, list[Episode]] = {}
    for series, episode in moved.episodes:
        if episode.fired is not None and episode.fired >= LEARNING_DAYS * BINS_A_DAY:
            alarms.setdefault(series, []).append(episode)
    delays, explained = [], set()
    for surge in press.surges:
        for episode in alarms.get(surge.series, []):
            # An echo within two hours after the surge belongs to it still.
            if episode.last >= surge.begin and (episode.fired or 0) < surge.end + 8:
                explained.add((surge.series, episode.pending))
                delays.append(15.0 * max((episode.fired or 0) + 1 - surge.begin, 1))
                break
    total = sum(map(len, alarms.values()))
    extra = sum((series, one.pending) not in explained for series, found in alarms.items() for one in found)
    assert extra <= total
    months = len(press.counts) * (press.counts.shape[1] - LEARNING_DAYS * BINS_A_DAY) / MONTH
    return Outcome(extra, months, len(delays), len(press.surges), tuple(delays))
