"""What is usual for each series: a level, a profile of the week, and how much counts scatter around them.

Learned once a day from the day that ended, so that within a day nothing depends on when one looks. Past outbreaks
are reweighted as in Farrington (1996) and Noufaily (2013): a block of two hours counts at most as what still could
be usual. Profiles are shrunk towards the one that all series of the rule share, since a series with ten stories a
day says little about Tuesdays at nine.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from services.sentiment.actions.surges.detectors.base import BINS_A_DAY, Counts, Floats, State

_WEEK = 168
_BLOCK = 8
LOOK_BACK = 16
# Half-lives: the level in days, the profile in weeks, the scatter in days.
_LEVEL, _PROFILE, _SCATTER = 0.5 ** (1 / 14), 0.5 ** (1 / 10), 0.5 ** (1 / 40)
_OWN_WEIGHT, _SHARED_WEIGHT, _SCATTER_WEIGHT = 25.0, 40.0, 8.0
_SCALES = (1, 2, 4, 8, 16)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def begin(series: int, empty_floor: float) -> State:
    def zeros(*shape: int) -> Floats:
        return np.zeros((series, *shape))

    return {
        "today": np.zeros((series, BINS_A_DAY), dtype=np.int64),
        "all_day": np.array([-1], dtype=np.int64),
        "days": zeros(),
        "seen": zeros(),
        "exposure": zeros(),
        "own_seen": zeros(_WEEK),
        "own_expected": zeros(_WEEK),
        "all_seen": np.zeros(_WEEK),
        "all_expected": np.zeros(_WEEK),
        "scatter": zeros(len(_SCALES)),
        "scatter_of": zeros(len(_SCALES)),
        "expected": np.full((series, LOOK_BACK + BINS_A_DAY), empty_floor),
        "dispersion": np.full((series, len(_SCALES)), 0.5),
    }


def learn(state: State, *, day: int, zone: str, floor: float, empty_floor: float, warm_up: int) -> State:
    """The state at the beginning of the day after `day`, whose counts are in `today`."""
    after = {name: values.copy() for name, values in state.items()}
    weighted = _reweighted(state)
    _learn_level(after, weighted, _day_profile(after, hours(day, zone)))
    _learn_profile(after, weighted, hours(day, zone))
    _learn_scatter(after, state)
    after["days"] += 1
    _expect(after, hours(day + 1, zone), floor, np.where(after["days"] < warm_up, empty_floor, floor))
    after["today"][:] = 0
    return after


@lru_cache(maxsize=4096)
def hours(day: int, zone: str) -> tuple[int, ...]:
    """Hour of the local week, for each hour of a UTC day: clocks that change move the profile with people."""
    begin_of_day = _EPOCH + timedelta(days=day)
    local = [(begin_of_day + timedelta(hours=hour)).astimezone(ZoneInfo(zone)) for hour in range(24)]
    return tuple(at.weekday() * 24 + at.hour for at in local)


def _reweighted(state: State) -> Floats:
    """Counts of the day [series, bins], outbreaks cut down to what scatter alone could still make."""
    counts: Floats = state["today"].astype(np.float64)
    blocks = counts.reshape(len(counts), -1, _BLOCK).sum(axis=2)
    usual = state["expected"][:, LOOK_BACK:].reshape(len(counts), -1, _BLOCK).sum(axis=2)
    spread = np.sqrt(usual + state["dispersion"][:, _SCALES.index(_BLOCK), None] * usual * usual)
    most = np.where(state["days"][:, None] < 2, np.inf, usual + 3 * spread + 1)
    weight = np.minimum(1.0, most / np.maximum(blocks, 1.0))
    weighted: Floats = counts * np.repeat(weight, _BLOCK, axis=1)
    return weighted


def _learn_level(after: State, counts: Floats, profile: Floats) -> None:
    after["seen"] = after["seen"] * _LEVEL + counts.sum(axis=1)
    after["exposure"] = after["exposure"] * _LEVEL + profile.sum(axis=1)


def _learn_profile(after: State, counts: Floats, slots: tuple[int, ...]) -> None:
    hourly = counts.reshape(len(counts), 24, 4).sum(axis=2)
    flat = (4 * after["seen"] / np.maximum(after["exposure"], 1.0))[:, None] * np.ones(24)
    for column, slot in enumerate(slots):
        after["own_seen"][:, slot] = after["own_seen"][:, slot] * _PROFILE + hourly[:, column]
        after["own_expected"][:, slot] = after["own_expected"][:, slot] * _PROFILE + flat[:, column]
        after["all_seen"][slot] = after["all_seen"][slot] * _PROFILE + hourly[:, column].sum()
        after["all_expected"][slot] = after["all_expected"][slot] * _PROFILE + flat[:, column].sum()


def _learn_scatter(after: State, before: State) -> None:
    """At each scale by itself: news comes in clusters, so two hours scatter more than eight quarters would."""
    counts: Floats = before["today"].astype(np.float64)
    usual = before["expected"][:, LOOK_BACK:]
    settled = (before["days"] >= 7).astype(np.float64)
    for column, scale in enumerate(_SCALES):
        seen, mean = (values.reshape(len(counts), -1, scale).sum(axis=2) for values in (counts, usual))
        most = mean + 4 * np.sqrt(mean + before["dispersion"][:, column, None] * mean * mean) + 1
        seen = np.minimum(seen, most)
        extra = ((seen - mean) ** 2 - mean).sum(axis=1) * settled
        after["scatter"][:, column] = after["scatter"][:, column] * _SCATTER + extra
        after["scatter_of"][:, column] = after["scatter_of"][:, column] * _SCATTER + (mean * mean).sum(axis=1) * settled


def _expect(after: State, slots: tuple[int, ...], floor: float, lowest: Floats) -> None:
    """The next day's expected counts and scatter, from all that is known at its beginning."""
    level = (after["seen"] + floor) / (after["exposure"] + 1.0)
    coming = np.maximum(level[:, None] * _day_profile(after, slots), lowest[:, None])
    after["expected"] = np.concatenate([after["expected"][:, -LOOK_BACK:], coming], axis=1)
    shared = (after["scatter"].sum(axis=0) + 0.1) / (after["scatter_of"].sum(axis=0) + 1.0)
    known = after["scatter"] + _SCATTER_WEIGHT * np.maximum(shared, 0.0)
    learned = known / (after["scatter_of"] + _SCATTER_WEIGHT)
    after["dispersion"] = np.where(after["days"][:, None] < 10, 0.5, np.clip(learned, 0.03, 5.0))


def _day_profile(state: State, slots: tuple[int, ...]) -> Floats:
    """Factors [series, bins] around 1 for a day, hours joined by straight lines."""
    shared = _smooth((state["all_seen"] + _SHARED_WEIGHT) / (state["all_expected"] + _SHARED_WEIGHT))
    chosen = list(slots)
    own = state["own_seen"][:, chosen] + _OWN_WEIGHT * shared[chosen]
    hourly = own / (state["own_expected"][:, chosen] + _OWN_WEIGHT)
    return hourly[:, _LEFT] * (1 - _SHARE) + hourly[:, _RIGHT] * _SHARE


def _smooth(week: Floats) -> Floats:
    """Each hour with a quarter of its neighbours: the week is a circle."""
    return 0.5 * week + 0.25 * np.roll(week, 1) + 0.25 * np.roll(week, -1)


_PLACE = np.clip((np.arange(BINS_A_DAY) + 0.5) / 4 - 0.5, 0, 23)
_LEFT: Counts = np.floor(_PLACE).astype(np.int64)
_RIGHT: Counts = np.minimum(_LEFT + 1, 23)
_SHARE: Floats = _PLACE - _LEFT
