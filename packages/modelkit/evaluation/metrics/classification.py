"""How many answers are right, over all and label by label."""

import numpy as np
from numpy.typing import ArrayLike

from modelkit.evaluation.intervals import Column, Statistic


def accuracy(predicted: ArrayLike, labels: ArrayLike) -> float:
    """Share of label numbers [n] that were predicted [n]; 0 of nothing."""
    right = np.asarray(predicted) == np.asarray(labels)
    return float(right.mean()) if right.size else 0.0


def macro_f1(predicted: ArrayLike, labels: ArrayLike) -> float:
    """Mean F1 over the labels that occur among predicted [n] or true [n] label numbers."""
    n = len(np.asarray(labels))
    return float(macro_f1_of(predicted, labels)(np.ones((1, n)))[0]) if n else 0.0


def macro_f1_of(predicted: ArrayLike, labels: ArrayLike) -> Statistic:
    """The same, to bootstrap: a label that a resample leaves out is left out of its mean."""
    guesses, truths = np.asarray(predicted, dtype=np.intp), np.asarray(labels, dtype=np.intp)
    known, places = np.unique(np.concatenate([guesses, truths]), return_inverse=True)
    guessed, true = (np.eye(len(known))[part] for part in np.split(places, 2))

    def statistic(weights: Column) -> Column:
        matched = weights @ (guessed * true)
        seen = weights @ guessed + weights @ true
        scores = np.divide(2 * matched, seen, out=np.zeros_like(matched), where=seen > 0)
        return np.asarray(scores.sum(axis=1) / np.maximum((seen > 0).sum(axis=1), 1))

    return statistic
