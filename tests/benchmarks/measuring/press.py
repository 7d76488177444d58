"""A press that behaves as written down here, with surges at known places: counts to measure detectors on."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS_A_DAY = 96
Counts = NDArray[np.int64]
Rates = NDArray[np.float64]


@dataclass(frozen=True)
class Surge:
    """In bin numbers; `end` is the first bin after it."""

    series: int
    begin: int
    end: int


@dataclass(frozen=True)
class Press:
    counts: Counts
    surges: list[Surge]


def simulate(noise: str, *, seed: int, entities: int, days: int, per_day: float, extra: float = 3.0) -> Press:
    """Every noise has rush hours and quiet week-ends. About one surge of four hours an entity-month, from day 28 on."""
    rng = np.random.default_rng(seed)
    rates = _rates(rng, noise, entities, days, per_day)
    counts = _COUNTS.get(noise, _poisson)(rng, rates)
    surges = _surges(rng, entities, days)
    for surge in surges:
        counts[surge.series, surge.begin : surge.end] += rng.poisson(extra, surge.end - surge.begin)
    return Press(counts, surges)


def _rates(rng: np.random.Generator, noise: str, entities: int, days: int, per_day: float) -> Rates:
    """Expected counts [entities, bins]."""
    hour = np.arange(BINS_A_DAY) / 4
    daily = 0.25 + np.exp(-(((hour - 9.5) / 3) ** 2)) + 0.7 * np.exp(-(((hour - 15.5) / 2.5) ** 2))
    weekly = np.array([1.15, 1.2, 1.2, 1.15, 1.1, 0.55, 0.65])
    day = (daily / daily.mean() * per_day / BINS_A_DAY)[None, :]
    rates = np.concatenate([day * weekly[number % 7] for number in range(days)], axis=1)
    return rates * rng.gamma(6, 1 / 6, (entities, 1)) * _slow(rng, noise, entities, days)


def _slow(rng: np.random.Generator, noise: str, entities: int, days: int) -> Rates:
    progress = np.linspace(0, 1, days * BINS_A_DAY)[None, :]
    if noise == "trend":
        return np.asarray(np.exp(rng.normal(0, 1, (entities, 1)) * progress))
    if noise == "holidays":
        quiet = rng.random(days) < 0.06
        return np.repeat(np.where(quiet, 0.3, 1.0), BINS_A_DAY)[None, :]
    return np.ones((1, 1))


def _poisson(rng: np.random.Generator, rates: Rates) -> Counts:
    return rng.poisson(rates)


def _negative_binomial(rng: np.random.Generator, rates: Rates) -> Counts:
    """Variance = mean + 0.5 mean²."""
    return rng.poisson(rates * rng.gamma(2.0, 0.5, rates.shape))


def _bursts(rng: np.random.Generator, rates: Rates) -> Counts:
    """A third of the stories are followed by another within the next hour: small echoes that are no surge."""
    firsts = rng.poisson(rates * 0.75)
    echoes = rng.binomial(firsts, 1 / 3)
    counts = firsts.copy()
    for lag in range(1, 5):
        part = rng.binomial(echoes, 1 / (5 - lag))
        echoes = echoes - part
        counts[:, lag:] += part[:, :-lag]
    return counts


def _surges(rng: np.random.Generator, entities: int, days: int) -> list[Surge]:
    """At most one in a stretch of ten days, so that each stands alone."""
    found = []
    for series in range(entities):
        for first in range(28, days - 10, 10):
            if rng.random() < 1 / 3:
                begin = int(first * BINS_A_DAY + rng.integers(0, 8 * BINS_A_DAY))
                found.append(Surge(series, begin, begin + 16))
    return found


_COUNTS: dict[str, Callable[[np.random.Generator, Rates], Counts]] = {
    "negative binomial": _negative_binomial,
    "bursts": _bursts,
}
NOISES = ("poisson", "negative binomial", "bursts", "trend", "holidays")
