"""Is one model better than another on the same rows, or was it luck."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from modelkit.evaluation.intervals import RESAMPLES, Interval, Statistic, bootstrap_statistic, mean_of, resampled


@dataclass(frozen=True, slots=True)
class Comparison:
    """`difference` is first minus second; `p_value` is two-sided."""

    difference: Interval
    p_value: float

    @property
    def significant(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.difference.low > 0 or self.difference.high < 0


def paired_bootstrap(first: ArrayLike, second: ArrayLike, *, seed: int = 0, resamples: int = RESAMPLES) -> Comparison:
    """Compare two models by their values [n] on the same rows (Koehn, EMNLP 2004)."""
    gap = np.asarray(first, dtype=np.float64) - np.asarray(second, dtype=np.float64)
    return compare_statistics(mean_of(gap), len(gap), seed=seed, resamples=resamples)


def compare_statistics(difference: Statistic, n: int, *, seed: int = 0, resamples: int = RESAMPLES) -> Comparison:
    """The same for a difference that is no mean, of macro-F1 say."""
    drawn = resampled(difference, n, seed=seed, resamples=resamples)
    # One is added so that no finite number of resamples claims certainty.
    tail = min(int((drawn <= 0).sum()), int((drawn >= 0).sum())) + 1
    interval = bootstrap_statistic(difference, n, seed=seed, resamples=resamples)
    return Comparison(interval, min(1.0, 2 * tail / (resamples + 1)))


@dataclass(frozen=True, slots=True)
class McNemar:
    """Rows only the first got right, rows only the second got right, and the exact two-sided p-value."""

    only_first: int
    only_second: int
    p_value: float


def mcnemar(first_correct: ArrayLike, second_correct: ArrayLike) -> McNemar:
    """Compare two models by which rows [n] each got right (McNemar, 1947, in its exact binomial form)."""
    # It takes longer to import than everything else here.
    from scipy.stats import binomtest

    first, second = np.asarray(first_correct, dtype=bool), np.asarray(second_correct, dtype=bool)
    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    differing = only_first + only_second
    p_value = float(binomtest(only_first, differing).pvalue) if differing else 1.0
    return McNemar(only_first, only_second, p_value)
