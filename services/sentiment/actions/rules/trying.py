"""Try a rule on the past: the very code that watches live, over the counts that were."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

import numpy as np
from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions.alerts.keeping import evidence
from services.sentiment.actions.surges import evaluate
from services.sentiment.actions.surges.frame import Frame, labels_of
from services.sentiment.actions.surges.machine import Episode
from services.sentiment.actions.surges.watch import watch
from services.sentiment.queries import alerts as alert_rows
from services.sentiment.queries import bins

_A_DAY = 96


@dataclass(frozen=True)
class Fired:
    """An alert as it would have been. `known_false`: people have called the alert of that time a false alarm."""

    series: str
    started_at: datetime
    fired_at: datetime
    resolved_at: datetime | None
    score: float
    observed: float
    expected: float
    known_false: bool | None

    @property
    def delay_minutes(self) -> float:
        return (self.fired_at - self.started_at).total_seconds() / 60


@dataclass(frozen=True)
class Backtest:
    """`false_a_month`: alerts a month that people called false; None where nobody judged any."""

    fired: list[Fired]
    series: int
    days: float
    daily: list[tuple[datetime, int, int]]

    @property
    def alerts_a_month(self) -> float:
        return 30 * len(self.fired) / max(self.days, 1.0)

    @property
    def judged(self) -> int:
        """How many of the alerts people have judged."""
        return sum(alert.known_false is not None for alert in self.fired)

    @property
    def false_a_month(self) -> float | None:
        if not self.judged:
            return None
        return self.alerts_a_month * sum(bool(alert.known_false) for alert in self.fired) / self.judged

    @property
    def median_delay(self) -> float | None:
        """Minutes from the first bin of an episode to its alert."""
        return median(alert.delay_minutes for alert in self.fired) if self.fired else None


def backtest(*, rule: models.Rule, now: datetime, days: int = 90) -> Backtest:
    """Learns from what is there before, reports the last `days`."""
    end = bins.bin_number(now)
    past = _watched(rule, end=end, report=end - days * _A_DAY)
    fired = [_fired(rule, key, one) for key, one in past.episodes]
    daily = _daily(past.frame.block.negative, past.first, fired)
    days_seen = (end - past.report) / _A_DAY
    return Backtest(sorted(fired, key=lambda one: one.fired_at), len(past.frame.keys), days_seen, daily)


def replay(*, rule: models.Rule, begin: datetime, end: datetime) -> Iterator[tuple[Fired, dict[str, Any]]]:
    """What fired in [begin, end), in the order of firing, each with the evidence that a live alert would carry."""
    # Every quarter of an hour up to the end is looked at, so that a far one must not stay.
    latest = max(timezone.now(), bins.latest(rule.scope) or begin)
    past = _watched(rule, end=bins.bin_number(min(end, latest)), report=bins.bin_number(begin))
    for key, one in sorted(past.episodes, key=lambda found: (found[1].fired or 0, found[0])):
        yield _fired(rule, key, one), evidence(rule, labels_of(key), one)


@dataclass(frozen=True)
class _Past:
    """`episodes` fired at bin `report` or later; learning began at bin `first`."""

    frame: Frame
    first: int
    report: int
    episodes: list[tuple[str, Episode]]


def _watched(rule: models.Rule, *, end: int, report: int) -> _Past:
    oldest = bins.earliest(rule.scope)
    learned_from = report - evaluate.HISTORY // bins.BIN
    first = max(bins.bin_number(oldest) if oldest else end, learned_from) // _A_DAY * _A_DAY
    report = max(report, first)
    frame = evaluate.load(rule, first=first, end=max(end, first), known=[])
    watched = watch(asked=evaluate.asked_of(rule), frame=frame)
    episodes = [(frame.keys[place], one) for place, one in watched.episodes if (one.fired or 0) >= report]
    return _Past(frame, first, report, episodes)


def _fired(rule: models.Rule, key: str, episode: Episode) -> Fired:
    began, fired_at = bins.bin_start(episode.pending), bins.bin_start((episode.fired or episode.pending) + 1)
    ended = bins.bin_start(episode.resolved) if episode.resolved else None
    verdict = alert_rows.verdict_at(rule, key, first=episode.pending, last=episode.last)
    false = None if not verdict else verdict == models.Alert.Verdict.FALSE
    return Fired(key, began, fired_at, ended, episode.score, episode.observed, episode.expected, false)


def _daily(negative: np.ndarray, first: int, fired: list[Fired]) -> list[tuple[datetime, int, int]]:
    """Negative stories and alerts of each day, for the chart."""
    days = -(-negative.shape[1] // _A_DAY)
    per_day = np.arange(0, negative.shape[1], _A_DAY)
    totals: list[int] = np.add.reduceat(negative.sum(axis=0), per_day).tolist() if days else []
    begins = [bins.bin_start(first + day * _A_DAY) for day in range(days)]
    counted = [sum(begin <= one.fired_at < begin + timedelta(days=1) for one in fired) for begin in begins]
    return [(begin, total, count) for begin, total, count in zip(begins, totals, counted, strict=True)]
