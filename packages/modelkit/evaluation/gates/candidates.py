"""The scores that compete for being the gate: single features, and a learned combination of all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from modelkit.evaluation.gates.outsiders import Matrix
from modelkit.evaluation.gates.threshold import threshold_keeping
from modelkit.evaluation.metrics import auroc
from modelkit.models.gates import BANK_FEATURES, FEATURES

SINGLE_KINDS = ("max_probability", "max_logit", "knn")
KINDS = (*SINGLE_KINDS, "combination")
FOLDS = 5


@dataclass(frozen=True)
class Candidate:
    """A way to score: weights of features, and the scores it gives rows it was not fitted on."""

    kind: str
    terms: dict[str, float]
    bias: float
    inside: NDArray[np.float64]
    outside: NDArray[np.float64]

    def rejected(self, keep: float) -> float:
        """Share of the outsiders below the threshold that keeps `keep` of the insiders."""
        return float((self.outside < threshold_keeping(self.inside, keep)).mean())

    def separation(self) -> float:
        """AUROC of insiders against outsiders."""
        marks = np.repeat([True, False], [len(self.inside), len(self.outside)])
        return auroc(np.concatenate([self.inside, self.outside]), marks)

    @property
    def needs_bank(self) -> bool:
        """Whether it compares with training examples."""
        return any(name in BANK_FEATURES for name in self.terms)


def candidates(inside: Matrix, outside: Matrix, *, seed: int) -> list[Candidate]:
    """Each single score and, where there are rows enough to learn from, their combination."""
    columns = {name: position for position, name in enumerate(FEATURES)}
    single = [
        Candidate(kind, {kind: 1.0}, 0.0, inside[:, columns[kind]], outside[:, columns[kind]]) for kind in SINGLE_KINDS
    ]
    # Each fold needs some of both kinds.
    enough = min(len(inside), len(outside)) >= 2 * FOLDS
    return [*single, _combination(inside, outside, seed=seed)] if enough else single


def _combination(inside: Matrix, outside: Matrix, *, seed: int) -> Candidate:
    """A logistic regression on all features, judged by scores of folds it did not see."""
    rows, marks = np.concatenate([inside, outside]), np.repeat([1, 0], [len(inside), len(outside)])
    folds = np.random.default_rng(seed).permutation(len(rows)) % FOLDS
    scores = np.zeros(len(rows))
    for fold in range(FOLDS):
        weights, bias = _logistic(rows[folds != fold], marks[folds != fold])
        scores[folds == fold] = rows[folds == fold] @ weights + bias
    weights, bias = _logistic(rows, marks)
    terms = {name: float(weight) for name, weight in zip(FEATURES, weights, strict=True) if weight > 0}
    return Candidate("combination", terms, bias, scores[: len(inside)], scores[len(inside) :])


def _logistic(rows: Matrix, marks: NDArray[np.int_]) -> tuple[NDArray[np.float64], float]:
    """Weights [features] and bias for raw features of a class-balanced logistic regression.

    Weights may not be negative: every feature is safer when higher, and a fit on hidden classes, which lie
    nearer than strangers do, would otherwise learn to distrust neighbours.
    """
    centre, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-9)
    columns = np.column_stack([(rows - centre) / spread, np.ones(len(rows))])
    signs = np.where(marks == 1, 1.0, -1.0)
    shares = np.where(marks == 1, 1 / marks.sum(), 1 / (len(marks) - marks.sum())) * len(marks) / 2

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins = signs * (columns @ point)
        slopes = -shares * signs * expit(-margins)
        shrunk = np.append(point[:-1], 0.0)
        value = shares @ np.logaddexp(0.0, -margins) + shrunk @ shrunk / 2
        return float(value), columns.T @ slopes + shrunk

    limits = [(0.0, None)] * rows.shape[1] + [(None, None)]
    point = minimize(loss, np.zeros(columns.shape[1]), jac=True, method="L-BFGS-B", bounds=limits).x
    weights = point[:-1] / spread
    return weights, float(point[-1] - weights @ centre)
