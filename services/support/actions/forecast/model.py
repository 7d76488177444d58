"""The chance of an unhappy customer: a logistic model of the signs, calibrated on customers it was not fitted on."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from modelkit.evaluation.intervals import Column
from services.support.actions.drivers.resampling import Places, folds
from services.support.actions.forecast.signs import NAMES

_FOLDS = 5
# Signs that hardly ever differ must not be blown up to the spread of the others.
_LEAST_SPREAD = 0.05


@dataclass(frozen=True, slots=True)
class Model:
    """`probability = 1 / (1 + exp(-(stretch · logit + shift)))`, with `logit` linear in the scaled signs."""

    names: Sequence[str]
    means: Sequence[float]
    spreads: Sequence[float]
    slopes: Sequence[float]
    constant: float
    stretch: float
    shift: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> "Model":
        return cls(**kept)

    @property
    def is_current(self) -> bool:
        """Whether it was fitted on the signs that are read today."""
        return tuple(self.names) == NAMES

    def probabilities(self, signs: Column) -> Column:
        """Of signs [n, k]."""
        return np.asarray(expit(self.stretch * self._logits(signs) + self.shift))

    def pushes(self, signs: Column) -> Column:
        """How much each sign of one conversation [k] moves its log odds, from what is usual."""
        scaled = (signs - np.asarray(self.means)) / np.asarray(self.spreads)
        return np.asarray(self.stretch * scaled * np.asarray(self.slopes))

    def _logits(self, signs: Column) -> Column:
        scaled = (signs - np.asarray(self.means)) / np.asarray(self.spreads)
        return np.asarray(scaled @ np.asarray(self.slopes) + self.constant)


def fit(signs: Column, unhappy: NDArray[np.bool_], weights: Column, customers: Places) -> Model:
    """Of moments [n, k], with the number of each one's customer [n]. Both outcomes must occur."""
    means = np.average(signs, axis=0, weights=weights)
    spreads = np.maximum(np.sqrt(np.average((signs - means) ** 2, axis=0, weights=weights)), _LEAST_SPREAD)
    scaled = (signs - means) / spreads
    stretch, shift = _calibrate(_crossed(scaled, unhappy, weights, customers), unhappy, weights)
    slopes, constant = _logistic(scaled, unhappy, weights)
    return Model(NAMES, means.tolist(), spreads.tolist(), slopes.tolist(), constant, stretch, shift)


def _crossed(scaled: Column, unhappy: NDArray[np.bool_], weights: Column, customers: Places) -> Column:
    """The log odds of each moment by a model that has not seen its customer."""
    member = folds(customers, count=_FOLDS)
    found = np.zeros(len(scaled))
    for fold in np.unique(member):
        rest, out = member != fold, member == fold
        if unhappy[rest].any() and not unhappy[rest].all():
            slopes, constant = _logistic(scaled[rest], unhappy[rest], weights[rest])
            found[out] = scaled[out] @ slopes + constant
    return found


def _calibrate(logits: Column, unhappy: NDArray[np.bool_], weights: Column) -> tuple[float, float]:
    """Platt's scaling: two numbers, which a few hundred ratings bear; isotonic steps would take thousands."""
    slopes, shift = _logistic(logits[:, None], unhappy, weights, strength=1e-6)
    if slopes[0] > 0:
        return float(slopes[0]), shift
    # Turned round on other customers: it has learned nothing, and the share of unhappy ones is the best word.
    share = float(np.average(unhappy, weights=weights))
    return 0.0, math.log(share / (1 - share))


def _logistic(
    columns: Column, unhappy: NDArray[np.bool_], weights: Column, *, strength: float = 1.0
) -> tuple[Column, float]:
    # Only fitting needs it; web processes stay small.
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1 / strength, max_iter=1_000).fit(columns, unhappy, sample_weight=weights)
    return np.asarray(model.coef_[0], dtype=np.float64), float(model.intercept_[0])
