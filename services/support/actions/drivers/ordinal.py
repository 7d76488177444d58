"""Proportional odds (McCullagh, 1980): ratings as an order, without the claim that a 4 is twice a 2."""

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from modelkit.evaluation.intervals import Column

_TINY = 1e-12


def log_odds(columns: Column, scores: Column) -> Column:
    """Slopes [k] of the log odds of a higher score, for columns [n, k]; a trace of ridge keeps them finite."""
    known, level = np.unique(scores, return_inverse=True)
    k, cuts = columns.shape[1], len(known) - 1
    if not cuts:
        return np.zeros(k)
    centred = columns - columns.mean(axis=0)
    below = np.array([(level <= cut).mean() for cut in range(cuts)])
    start = np.concatenate([np.zeros(k), _steps(np.log(below / (1 - below)))])

    def loss(given: Column) -> float:
        bounds = np.concatenate([[-np.inf], _cuts(given[k:]), [np.inf]])
        pull = centred @ given[:k]
        chance = expit(bounds[level + 1] - pull) - expit(bounds[level] - pull)
        return float(-np.log(np.maximum(chance, _TINY)).mean() + 1e-4 * (given[:k] ** 2).sum())

    return np.asarray(minimize(loss, start, method="L-BFGS-B").x[:k])


def _steps(cuts: Column) -> Column:
    """The first cut, and the logarithms of the steps to the next ones: any numbers make rising cuts."""
    return np.concatenate([cuts[:1], np.log(np.maximum(np.diff(cuts), _TINY))])


def _cuts(steps: Column) -> Column:
    return np.cumsum(np.concatenate([steps[:1], np.exp(steps[1:])]))
