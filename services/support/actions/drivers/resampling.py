"""Whole customers are drawn, not conversations: one who rates five times says little more than one who rates once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from modelkit.evaluation.intervals import CELLS_AT_ONCE, Column, Interval, Statistic, bootstrap_statistic, resampled

Places = NDArray[np.intp]
_LEVELS = (0.025, 0.975)


def places_of(visitors: Sequence[str]) -> Places:
    """The number of each row's customer [n]."""
    return np.unique(np.asarray(visitors, dtype=str), return_inverse=True)[1].astype(np.intp)


def customers(places: Places) -> int:
    return int(places.max()) + 1 if len(places) else 0


def interval(statistic: Statistic, places: Places) -> Interval:
    """Of a statistic of weights of rows, with customers drawn."""
    return bootstrap_statistic(_of_rows(statistic, places), customers(places))


def draws(statistic: Statistic, places: Places) -> Column:
    """The statistic, of any shape, in each resample."""
    return resampled(_of_rows(statistic, places), customers(places))


def ends(values: Column) -> tuple[Column, Column]:
    """The two ends of the 95 % interval of each column of draws [resamples, k]."""
    low, high = np.nanquantile(values, _LEVELS, axis=0)
    return np.asarray(low), np.asarray(high)


def folds(places: Places, *, count: int = 5, seed: int = 0) -> Places:
    """A fold for each row, the same for all rows of a customer."""
    order = np.random.default_rng(seed).permutation(customers(places))
    return np.asarray((order % count)[places], dtype=np.intp)


def _of_rows(statistic: Statistic, places: Places) -> Statistic:
    """Of weights of customers, a block at a time: rows may be many more than customers."""
    step = max(1, CELLS_AT_ONCE // max(len(places), 1))

    def of_customers(drawn: Column) -> Column:
        blocks = [drawn[start : start + step] for start in range(0, len(drawn), step)]
        return np.concatenate([statistic(block[:, places]) for block in blocks])

    return of_customers
