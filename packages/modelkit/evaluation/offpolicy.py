"""What another way of choosing would have earned, told from what this one showed.

Each row is one thing shown: `propensity` is the probability with which it was shown then and there, `target` the
probability with which the other way would have shown it. Without overlap nothing can be told: `Estimate.effective`
says how many rows carry the estimate.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modelkit.evaluation.intervals import Interval, Statistic, bootstrap_statistic

Column = NDArray[np.float64]

# No row weighs more than this many: a few lucky ones would carry everything (Bottou et al. 2013, section 4.3).
MOST_WEIGHT = 50.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """`value`: the mean earned by a thing shown; `lead`: how much more than what was earned in truth.

    `effective`: so many rows of equal weight would be as certain (Kish).
    """

    value: Interval
    lead: Interval
    effective: float


@dataclass(frozen=True, slots=True)
class Shown:
    """Columns [n]: what was `earned`, with which `propensity`, what the other way's `target` was, and whose row it is.

    `users` are drawn whole for the intervals, since what one user does hangs together.
    """

    earned: Column
    propensity: Column
    target: Column
    users: NDArray[np.int64]

    @property
    def weights(self) -> Column:
        return np.minimum(self.target / self.propensity, MOST_WEIGHT)


def snips(shown: Shown, *, seed: int = 0) -> Estimate:
    """Self-normalised inverse propensity scoring (Swaminathan and Joachims 2015)."""
    weights = shown.weights
    earned, mass = _by_user(shown, weights * shown.earned), _by_user(shown, weights)
    return _estimate(shown, lambda drawn: (drawn @ earned) / (drawn @ mass), seed)


def doubly_robust(shown: Shown, *, expected: Column, expected_of_target: Column, seed: int = 0) -> Estimate:
    """A model's word, corrected by what was seen where it spoke (Dudík, Langford and Li 2011), self-normalised.

    `expected` [n] is what a model says of the thing that was shown, `expected_of_target` [n] what it says of what the
    other way would have shown, in the mean over its choices. Right where either the model or the propensities are.
    """
    weights = shown.weights
    said, rows = _by_user(shown, expected_of_target), _by_user(shown, np.ones(len(weights)))
    missed, mass = _by_user(shown, weights * (shown.earned - expected)), _by_user(shown, weights)
    return _estimate(shown, lambda drawn: (drawn @ said) / (drawn @ rows) + (drawn @ missed) / (drawn @ mass), seed)


def _by_user(shown: Shown, values: Column) -> Column:
    _names, row = np.unique(shown.users, return_inverse=True)
    return np.asarray(np.bincount(row, values), dtype=np.float64)


def _estimate(shown: Shown, statistic: Statistic, seed: int) -> Estimate:
    weights, users = shown.weights, len(np.unique(shown.users))
    earned, rows = _by_user(shown, shown.earned), _by_user(shown, np.ones(len(weights)))

    def ahead(drawn: Column) -> Column:
        return statistic(drawn) - (drawn @ earned) / (drawn @ rows)

    # A draw without any row that weighs has no estimate, and is left out.
    with np.errstate(invalid="ignore", divide="ignore"):
        value, lead = (bootstrap_statistic(one, users, seed=seed) for one in (statistic, ahead))
    effective = float(weights.sum() ** 2 / max(float((weights**2).sum()), 1e-12))
    return Estimate(value, lead, effective)
