"""Figures with their 95 % intervals, by bootstrap; all resamples are computed at once."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv

Column = NDArray[np.float64]
# How often each row was drawn [resamples, n] -> the figure in each resample [resamples].
Statistic = Callable[[Column], Column]

RESAMPLES = 1000
LEVEL = 0.95
# Cells of one block of weights: 4 million float64 is 32 MB, whatever the number of rows.
CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and the ends of its interval, in the figure's own unit."""

    value: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float]:
        """`{"value", "low", "high"}`, as in cards and `evaluate --json`."""
        return asdict(self)


def bootstrap(values: ArrayLike, *, seed: int = 0, resamples: int = RESAMPLES, level: float = LEVEL) -> Interval:
    """The mean of values [n] with its percentile interval (Efron, 1979)."""
    column = np.asarray(values, dtype=np.float64)
    return bootstrap_statistic(mean_of(column), len(column), seed=seed, resamples=resamples, level=level)


def bootstrap_statistic(
    statistic: Statistic, n: int, *, seed: int = 0, resamples: int = RESAMPLES, level: float = LEVEL
) -> Interval:
    """Any figure of n rows that can be computed from how often each row was drawn; 0 where it is undefined."""
    value = float(np.nan_to_num(statistic(np.ones((1, n)))[0])) if n else 0.0
    # A resample without any positive row, say, has no AUROC: it says nothing about the spread.
    drawn = resampled(statistic, n, seed=seed, resamples=resamples)
    known = drawn[np.isfinite(drawn)]
    if not len(known):
        return Interval(value, value, value)
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return Interval(value, float(low), float(high))


def resampled(statistic: Statistic, n: int, *, seed: int = 0, resamples: int = RESAMPLES) -> Column:
    """The figure in each resample [resamples]; equal seeds draw equal rows, which makes two figures paired."""
    if not n:
        return np.zeros(resamples)
    generator = np.random.default_rng(seed)
    block = max(1, CELLS_AT_ONCE // n)
    sizes: Sequence[int] = [min(block, resamples - start) for start in range(0, resamples, block)]
    return np.concatenate([statistic(_draw(generator, size, n)) for size in sizes])


def _draw(generator: np.random.Generator, resamples: int, n: int) -> Column:
    rows = generator.integers(0, n, size=(resamples, n))
    rows += np.arange(resamples)[:, None] * n
    return np.bincount(rows.ravel(), minlength=resamples * n).reshape(resamples, n).astype(np.float64)


def mean_of(values: ArrayLike) -> Statistic:
    """The mean of values [n]."""
    column = np.asarray(values, dtype=np.float64)
    return lambda weights: np.asarray(weights @ column / weights.sum(axis=1))


def share_among(values: ArrayLike, chosen: ArrayLike) -> Statistic:
    """The mean of values [n] over the chosen rows [n] alone; NaN where a resample has none of them."""
    rows = np.asarray(chosen, dtype=np.float64)
    return _ratio(np.asarray(values, dtype=np.float64) * rows, rows)


def mean_by(values: ArrayLike, groups: ArrayLike, weights: ArrayLike | None = None) -> tuple[Statistic, int]:
    """The weighed mean of values [n] as a figure of their groups [n], users say, and how many groups there are.

    Rows of one group are not independent, so the bootstrap must draw groups with all their rows (Field and Welsh,
    2007). What is NaN is left out.
    """
    column = np.asarray(values, dtype=np.float64)
    known = np.isfinite(column)
    heavy = np.where(known, np.ones(len(column)) if weights is None else np.asarray(weights, dtype=np.float64), 0.0)
    _names, numbers = np.unique(np.asarray(groups), return_inverse=True)
    count = int(numbers.max(initial=-1)) + 1
    sums, totals = np.zeros(count), np.zeros(count)
    np.add.at(sums, numbers, np.where(known, column, 0.0) * heavy)
    np.add.at(totals, numbers, heavy)
    return _ratio(sums, totals), count


def _ratio(above: Column, below: Column) -> Statistic:
    def statistic(weights: Column) -> Column:
        count = weights @ below
        return np.asarray(np.divide(weights @ above, count, out=np.full_like(count, np.nan), where=count > 0))

    return statistic


def proportion(count: int, total: int, *, level: float = LEVEL) -> Interval:
    """A share with its exact two-sided interval (Clopper and Pearson, 1934); of nothing it is unknown: 0 to 1."""
    if not total:
        return Interval(0.0, 0.0, 1.0)
    tail = (1 - level) / 2
    low = float(betaincinv(count, total - count + 1, tail)) if count else 0.0
    high = float(betaincinv(count + 1, total - count, 1 - tail)) if count < total else 1.0
    return Interval(count / total, low, high)
