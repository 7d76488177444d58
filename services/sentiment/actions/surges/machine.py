"""From scores to alerts: an alert waits, fires, goes on firing for a while, and leaves a pause behind it.

Everything counts in bins. A series that nothing happens in costs nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from services.sentiment.actions.surges.detectors.base import Detector, Scored

# Says whether enough outlet groups stand behind (series, last bin, bins).
Gate = Callable[[int, int, int], bool]


@dataclass(frozen=True)
class Timing:
    """All in bins: how long a score must stay high, how long it may dip, how long silence lasts afterwards."""

    hold: int = 0
    keep: int = 4
    cooldown: int = 4


@dataclass(frozen=True)
class Episode:
    """One alert of one series, in bin numbers. The evidence is of the bin with the highest score."""

    pending: int
    last: int
    fired: int | None = None
    resolved: int | None = None
    score: float = 0.0
    observed: float = 0.0
    expected: float = 0.0
    window: int = 1
    peak: int = 0


@dataclass(frozen=True)
class Machine:
    """Where each series stands: its open episode, and until which bin it is silent."""

    open: dict[int, Episode] = field(default_factory=dict)
    silent_until: dict[int, int] = field(default_factory=dict)

    def as_json(self, keys: list[str]) -> dict[str, Any]:
        """By the series' own keys, since their order may change."""
        return {
            "open": {keys[place]: asdict(episode) for place, episode in self.open.items()},
            "silent_until": {keys[place]: until for place, until in self.silent_until.items()},
        }

    @classmethod
    def from_json(cls, value: dict[str, Any], keys: list[str]) -> "Machine":
        places = {key: place for place, key in enumerate(keys)}
        opened = {places[key]: Episode(**found) for key, found in value.get("open", {}).items() if key in places}
        silent = {places[key]: until for key, until in value.get("silent_until", {}).items() if key in places}
        return cls(opened, silent)


@dataclass(frozen=True)
class Moved:
    """What fired in a block, ended or not, and the machine after it."""

    episodes: list[tuple[int, Episode]]
    machine: Machine


def advance(
    *,
    machine: Machine,
    scored: Scored,
    start: int,
    detector: Detector,
    timing: Timing,
    gate: Gate | None = None,
    finished: int | None = None,
) -> Moved:
    """Follow every series in which something is open or begins. Bins from `finished` on may still fill: they can
    make an alert fire, but their silence ends none."""
    warm, hot = scored.score >= detector.clear_at, scored.score >= detector.raise_at
    ended, opened, silent = [], {}, dict(machine.silent_until)
    end = start + scored.score.shape[1]
    for place in sorted({*np.flatnonzero(hot.any(axis=1)).tolist(), *machine.open}):
        walk = _Walk(place, start, scored, timing, gate, machine.open.get(place), silent.get(place, -1))
        ended += [
            (place, episode) for episode in walk.through(warm[place], hot[place], end if finished is None else finished)
        ]
        silent[place] = walk.silent_until
        if walk.episode is not None:
            opened[place] = walk.episode
    firing = [(place, episode) for place, episode in opened.items() if episode.fired is not None]
    still_silent = {place: until for place, until in silent.items() if until > end}
    return Moved(ended + firing, Machine(opened, still_silent))


@dataclass
class _Walk:
    """One series through one block."""

    place: int
    start: int
    scored: Scored
    timing: Timing
    gate: Gate | None
    episode: Episode | None
    silent_until: int

    def through(self, warm: Any, hot: Any, end: int) -> Iterator[Episode]:
        for column in np.flatnonzero(warm).tolist():
            at = self.start + column
            yield from self._lapse(at)
            self._step(column, at, bool(hot[column]))
        yield from self._lapse(end)

    def _step(self, column: int, at: int, hot: bool) -> None:
        if self.episode is None and hot and at >= self.silent_until and self._passes(column, at):
            self.episode = Episode(pending=at, last=at)
        if self.episode is not None:
            self.episode = self._seen(self.episode, column, at, hot)

    def _seen(self, episode: Episode, column: int, at: int, hot: bool) -> Episode:
        fired = episode.fired
        if fired is None and hot and at - episode.pending >= self.timing.hold:
            fired = at
        episode = replace(episode, last=at, fired=fired)
        score = float(self.scored.score[self.place, column])
        return self._peak(episode, column, at, score) if score > episode.score else episode

    def _peak(self, episode: Episode, column: int, at: int, score: float) -> Episode:
        values = (float(part[self.place, column]) for part in (self.scored.observed, self.scored.expected))
        observed, expected = values
        window = int(self.scored.window[self.place, column])
        return replace(episode, score=score, observed=observed, expected=expected, window=window, peak=at)

    def _lapse(self, at: int) -> Iterator[Episode]:
        """End what has been quiet for too long before `at`. What only waited ends at the first dip."""
        episode = self.episode
        if episode is None:
            return
        quiet = self.timing.keep if episode.fired is not None else 0
        if at - episode.last - 1 <= quiet:
            return
        self.episode = None
        if episode.fired is not None:
            resolved = episode.last + quiet + 2
            self.silent_until = resolved + self.timing.cooldown
            yield replace(episode, resolved=resolved)

    def _passes(self, column: int, at: int) -> bool:
        return self.gate is None or self.gate(self.place, at, int(self.scored.window[self.place, column]))
