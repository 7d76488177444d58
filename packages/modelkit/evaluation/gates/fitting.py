"""Which score tells in scope from out of scope best, and where to cut it."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import expit

from modelkit.evaluation.calibration import fit_temperature
from modelkit.evaluation.gates.outsiders import Matrix, Seen, outsiders
from modelkit.evaluation.gates.threshold import threshold_keeping
from modelkit.evaluation.metrics import auroc
from modelkit.models.gates import BANK_FEATURES, FEATURES, Bank, Gate
from modelkit.models.gates.bank import FloatArray

SINGLE_KINDS = ("max_probability", "max_logit", "knn")
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


def fit_gate(
    logits: FloatArray,
    embeddings: FloatArray,
    labels: ArrayLike,
    train_embeddings: FloatArray,
    train_labels: ArrayLike,
    oos: tuple[FloatArray, FloatArray] | None = None,
    keep: float = 0.95,
    *,
    seed: int = 0,
) -> Gate:
    """Compare max-probability, max-logit, nearest neighbours and their learned combination; keep the best.

    Validation rows in scope give logits [n, labels], pooled embeddings [n, dim] and label numbers [n];
    `train_embeddings` [m, dim] with `train_labels` [m] fill the bank. `oos` is the same two arrays of
    out-of-scope validation rows; without it classes are hidden in turn. The threshold keeps `keep` of what is
    in scope.
    """
    numbers, seen = np.asarray(labels, dtype=np.intp), Seen(logits, embeddings)
    bank, bank_labels = _bank(train_embeddings, np.asarray(train_labels, dtype=np.intp), seed=seed)
    inside = seen.features(bank)
    real = Seen(*oos) if oos is not None and len(oos[0]) else None
    outside = outsiders(seen, numbers, bank=bank, bank_labels=bank_labels, real=real, seed=seed)
    candidates = _candidates(inside, outside, seed=seed)
    best = max(candidates, key=lambda each: (each.rejected(keep), each.separation())) if len(outside) else candidates[0]
    gate = Gate(
        kind=best.kind,
        threshold=0.0,
        temperature=fit_temperature(logits, numbers),
        terms=best.terms,
        bias=best.bias,
        bank=bank if _needs_bank(best) else Bank.empty(),
    )
    return _cut(gate, seen, keep=keep, measured=_measured(candidates, keep) if len(outside) else {})


def _bank(embeddings: FloatArray, labels: NDArray[np.intp], *, seed: int) -> tuple[Bank, NDArray[np.intp]]:
    rows = Bank.sample(len(embeddings), seed=seed)
    return Bank.of(embeddings[rows]), labels[rows]


def _candidates(inside: Matrix, outside: Matrix, *, seed: int) -> list[Candidate]:
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


def _needs_bank(candidate: Candidate) -> bool:
    return any(name in BANK_FEATURES for name in candidate.terms)


def _measured(candidates: list[Candidate], keep: float) -> dict[str, float]:
    figures = {f"{each.kind}.rejected": each.rejected(keep) for each in candidates}
    return figures | {f"{each.kind}.auroc": each.separation() for each in candidates}


def _cut(gate: Gate, seen: Seen, *, keep: float, measured: dict[str, float]) -> Gate:
    """The gate with its threshold, taken from the very scores it will give."""
    scores = gate.scores(*seen)
    threshold = threshold_keeping(scores, keep)
    kept = float((scores >= np.float32(threshold)).mean())
    return replace(gate, threshold=threshold, measured={"kept": kept, **measured})
