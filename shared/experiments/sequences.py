"""Confidence sequences: intervals that hold at every moment together, so that looking early and often is safe.

Asymptotic, after Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2021), on outcomes weighted by the inverse of the
chance of each side, whose mean is the difference between the sides.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEVEL = 0.05
# The sequence is narrowest around this many users; it holds at every number from MIN_USERS on.
NARROWEST_AT = 1_000
MIN_USERS = 100
# Splits rarer than this are no chance: something loses users of one side.
MISMATCH = 0.001


@dataclass(frozen=True)
class Difference:
    """Treatment minus control; `known` when the interval leaves out zero."""

    value: float
    low: float
    high: float

    @property
    def known(self) -> bool:
        return self.low > 0 or self.high < 0


def difference(
    outcomes: ArrayLike,
    treated: ArrayLike,
    *,
    share: float,
    before: ArrayLike | None = None,
    level: float = LEVEL,
) -> Difference | None:
    """Of outcomes [n] in the order of arrival; None before there are enough users to say anything.

    `before` [n]: what is known of each user from before the experiment, which explains a part of the outcomes.
    """
    values, sides = np.asarray(outcomes, dtype=np.float64), np.asarray(treated, dtype=bool)
    if len(values) < MIN_USERS:
        return None
    if before is not None:
        values = explained(values, before)
    # A mean taken out of both sides narrows the interval and moves nothing.
    centred = values - values.mean()
    weighted = np.where(sides, centred / share, -centred / (1.0 - share))
    reach = radius(len(values), float(weighted.std(ddof=1)), level=level)
    mean = float(weighted.mean())
    return Difference(mean, mean - reach, mean + reach)


def explained(outcomes: ArrayLike, before: ArrayLike) -> NDArray[np.float64]:
    """Outcomes [n] without what was to be expected of each user (CUPED: Deng, Xu, Kohavi and Walker, WSDM 2013).

    Both sides' users are alike before the experiment, so that taking this out of all of them moves no difference.
    """
    values, known = np.asarray(outcomes, dtype=np.float64), np.asarray(before, dtype=np.float64)
    centred = known - known.mean()
    spread = float(centred @ centred)
    slope = float(centred @ values) / spread if spread else 0.0
    return np.asarray(values - slope * centred, dtype=np.float64)


def saved(outcomes: ArrayLike, before: ArrayLike) -> float:
    """The share of the variance that `before` explains: so many fewer users are needed."""
    whole = float(np.var(np.asarray(outcomes, dtype=np.float64)))
    return 1.0 - float(np.var(explained(outcomes, before))) / whole if whole else 0.0


def mean(outcomes: ArrayLike, *, level: float = LEVEL) -> Difference | None:
    """Of outcomes [n] in the order of arrival, each a difference in itself; None before there are enough."""
    values = np.asarray(outcomes, dtype=np.float64)
    if len(values) < MIN_USERS:
        return None
    reach, found = radius(len(values), float(values.std(ddof=1)), level=level), float(values.mean())
    return Difference(found, found - reach, found + reach)


def radius(count: int, deviation: float, *, level: float = LEVEL) -> float:
    rho2 = _rho2(level)
    grown = count * rho2 + 1.0
    return deviation * math.sqrt(2.0 * grown / (count * count * rho2) * math.log(math.sqrt(grown) / level))


def mismatch(treated: int, total: int, *, share: float) -> float:
    """The chance of a split at least as uneven, if users were split as planned."""
    # Large, and of no use to a process that only splits.
    from scipy.stats import binomtest

    return float(binomtest(treated, total, share).pvalue) if total else 1.0


def _rho2(level: float) -> float:
    """The tuning that makes the sequence narrowest at the planned number of users."""
    return (-2.0 * math.log(level) + math.log(-2.0 * math.log(level)) + 1.0) / NARROWEST_AT
