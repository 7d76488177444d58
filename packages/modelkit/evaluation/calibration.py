"""Probabilities that mean what they say: of answers shown with 80 %, four in five are right."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp

from modelkit.evaluation.intervals import Statistic

BINS = 15


def fit_temperature(logits: ArrayLike, labels: ArrayLike) -> float:
    """The divisor of logits [n, labels] that fits label numbers [n] best (Guo et al., ICML 2017).

    1.0 when there is nothing to fit. Bounded to 0.05 … 20: a handful of rows that are all right would
    otherwise ask for certainty.
    """
    scores, rows = np.asarray(logits, dtype=np.float64), np.asarray(labels, dtype=np.intp)
    if not len(rows) or scores.shape[1] < 2:
        return 1.0
    right = scores[np.arange(len(rows)), rows]

    def negative_log_likelihood(log_temperature: float) -> float:
        scale = np.exp(-log_temperature)
        return float((logsumexp(scores * scale, axis=1) - right * scale).mean())

    found = minimize_scalar(negative_log_likelihood, bounds=(np.log(0.05), np.log(20.0)), method="bounded")
    return float(np.exp(found.x))


@dataclass(frozen=True, slots=True)
class Reliability:
    """A reliability diagram as plain lists: per non-empty bin the mean probability, accuracy and row count."""

    probability: list[float]
    accuracy: list[float]
    count: list[int]


def reliability(probabilities: ArrayLike, correct: ArrayLike, *, bins: int = BINS) -> Reliability:
    """How shown probabilities [n] of the answer given compare with what was right [n]."""
    shown, right = np.asarray(probabilities, dtype=np.float64), np.asarray(correct, dtype=np.float64)
    member = _membership(shown, bins)
    counts = member.sum(axis=0)
    filled = counts > 0
    return Reliability(
        probability=((shown @ member)[filled] / counts[filled]).tolist(),
        accuracy=((right @ member)[filled] / counts[filled]).tolist(),
        count=counts[filled].astype(int).tolist(),
    )


def expected_calibration_error(probabilities: ArrayLike, correct: ArrayLike, *, bins: int = BINS) -> float:
    """Mean gap between shown probability and accuracy over equal-width bins (Naeini et al., AAAI 2015)."""
    n = len(np.asarray(probabilities))
    return float(ece_of(probabilities, correct, bins=bins)(np.ones((1, n)))[0]) if n else 0.0


def ece_of(probabilities: ArrayLike, correct: ArrayLike, *, bins: int = BINS) -> Statistic:
    """The same, to bootstrap."""
    shown, right = np.asarray(probabilities, dtype=np.float64), np.asarray(correct, dtype=np.float64)
    gaps = _membership(shown, bins) * (shown - right)[:, None]
    return lambda weights: np.asarray(np.abs(weights @ gaps).sum(axis=1) / weights.sum(axis=1))


def _membership(probabilities: NDArray[np.float64], bins: int) -> NDArray[np.float64]:
    places = np.clip((probabilities * bins).astype(np.intp), 0, bins - 1)
    return np.eye(bins)[places]
