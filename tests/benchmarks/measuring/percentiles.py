"""Percentiles of waiting times, with bootstrap intervals."""

from collections.abc import Sequence

import numpy as np

from modelkit.evaluation.intervals import LEVEL, RESAMPLES, Interval


def percentile(seconds: Sequence[float], share: float, *, seed: int = 0) -> Interval:
    """The `share` quantile of waiting times (s) with its 95 % interval; of none at all it is infinite."""
    values = np.asarray(seconds, dtype=np.float64)
    if not len(values):
        return Interval(float("inf"), float("inf"), float("inf"))
    drawn = np.random.default_rng(seed).choice(values, size=(RESAMPLES, len(values)))
    low, high = np.quantile(np.quantile(drawn, share, axis=1), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(np.quantile(values, share)), float(low), float(high))
