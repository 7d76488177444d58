"""Learn weights from questions, and keep them only if they help on questions they were not learned from."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from modelkit.retrieval.fusion.weights import FEATURES, Fusion, features

Scores = NDArray[np.float32]

RIDGE = 1e-3
NEWTON_STEPS = 25
RESAMPLES = 2_000
FOLDS = 5
# With fewer held-out questions no interval would ever exclude zero.
MIN_QUESTIONS = 40


@dataclass(frozen=True, slots=True)
class Question:
    """One question's candidates: cosines [n], BM25 scores [n], and which of them answer it [n]."""

    dense: Scores
    lexical: Scores
    relevant: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FusionReport:
    """Mean reciprocal rank on held-out questions, and the paired 95 % interval of what fusing gains."""

    questions: int
    dense: float = 0.0
    lexical: float = 0.0
    fused: float = 0.0
    gain_low: float = 0.0
    gain_high: float = 0.0


def learn(questions: Sequence[Question], *, seed: int = 0) -> Fusion:
    """A fusion fitted on `questions`; the cosine alone if folds left out of a fit are not ranked better by it."""
    rng = np.random.default_rng(seed)
    folds = rng.permutation(len(questions)) % FOLDS
    learnable = np.array([question.relevant.any() and not question.relevant.all() for question in questions], bool)
    if len(questions) < MIN_QUESTIONS or not all((learnable & (folds != fold)).any() for fold in range(FOLDS)):
        return Fusion(report=asdict(FusionReport(questions=len(questions))))
    # Each question is judged by weights that were fitted without it, so that all of them can be judged.
    fitted = [Fusion("learned", _fit(_where(questions, learnable & (folds != fold)))) for fold in range(FOLDS)]
    report = _compare([fitted[fold] for fold in folds], questions, rng)
    if report.gain_low > 0:
        return Fusion("learned", _fit(_where(questions, learnable)), asdict(report))
    return Fusion(report=asdict(report))


def _where(questions: Sequence[Question], chosen: NDArray[np.bool_]) -> list[Question]:
    return [question for question, keep in zip(questions, chosen, strict=True) if keep]


def _fit(questions: Sequence[Question]) -> tuple[float, ...]:
    """Conditional logit (McFadden 1974) by Newton's method: which of its candidates answers a question?"""
    evidence = [features(q.dense, q.lexical).astype(np.float64) for q in questions]
    scale = np.concatenate(evidence).std(axis=0) + 1e-6  # one ridge must suit a cosine and a BM25 score
    weights = np.zeros(len(FEATURES))
    for _ in range(NEWTON_STEPS):
        gradient, curvature = -RIDGE * weights, RIDGE * np.eye(len(FEATURES))
        for rows, question in zip(evidence, questions, strict=True):
            slope, bend = _slope_and_bend(rows / scale, question.relevant, weights)
            gradient += slope / len(questions)
            curvature += bend / len(questions)
        step = np.linalg.solve(curvature, gradient)
        weights += np.clip(step, -5, 5)  # the first steps on separable data overshoot
        if np.abs(step).max() < 1e-6:
            break
    return tuple(float(weight) for weight in weights / scale)


def _slope_and_bend(
    rows: NDArray[np.float64], relevant: NDArray[np.bool_], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    logits = rows @ weights
    chances = np.exp(logits - logits.max())
    chances /= chances.sum()
    mean = chances @ rows
    bend = (rows * chances[:, None]).T @ rows - np.outer(mean, mean)
    return rows[relevant].mean(axis=0) - mean, bend


def _compare(fusions: Sequence[Fusion], questions: Sequence[Question], rng: np.random.Generator) -> FusionReport:
    """What fusing gains; each question comes with the fusion that was fitted without it."""
    dense = np.array([_reciprocal_rank(q.dense, q.relevant) for q in questions])
    lexical = np.array([_reciprocal_rank(q.lexical, q.relevant) for q in questions])
    scored = [fusion.scores(q.dense, q.lexical) for fusion, q in zip(fusions, questions, strict=True)]
    fused = np.array([_reciprocal_rank(scores, q.relevant) for scores, q in zip(scored, questions, strict=True)])
    draws = rng.integers(0, len(questions), (RESAMPLES, len(questions)))
    low, high = np.percentile((fused - dense)[draws].mean(axis=1), [2.5, 97.5])
    means = {"dense": float(dense.mean()), "lexical": float(lexical.mean()), "fused": float(fused.mean())}
    return FusionReport(questions=len(questions), **means, gain_low=float(low), gain_high=float(high))


def _reciprocal_rank(scores: Scores, relevant: NDArray[np.bool_]) -> float:
    found = relevant[np.argsort(-scores, kind="stable")]
    return 1.0 / (1 + int(found.argmax())) if found.any() else 0.0
