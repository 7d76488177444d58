"""How well scores tell rows apart, whatever the threshold."""

import numpy as np
from numpy.typing import ArrayLike

from modelkit.evaluation.intervals import Column, Statistic


def auroc(scores: ArrayLike, positive: ArrayLike) -> float:
    """Chance that a positive row outscores a negative one, ties counting half; NaN without both kinds."""
    n = len(np.asarray(scores))
    return float(auroc_of(scores, positive)(np.ones((1, n)))[0]) if n else float("nan")


def auroc_of(scores: ArrayLike, positive: ArrayLike) -> Statistic:
    """The same, to bootstrap."""
    values, marks = np.asarray(scores, dtype=np.float64), np.asarray(positive, dtype=bool)
    order = np.argsort(values, kind="stable")
    ups = marks[order].astype(np.float64)
    # Rows of one score form one step; the last row of each step closes it.
    closing = np.flatnonzero(np.append(np.diff(values[order]) > 0, True))

    def statistic(weights: Column) -> Column:
        drawn = weights[:, order]
        below = np.cumsum(drawn * (1 - ups), axis=1)[:, closing]
        above = np.diff(np.cumsum(drawn * ups, axis=1)[:, closing], axis=1, prepend=0.0)
        ties = np.diff(below, axis=1, prepend=0.0)
        won = (above * (below - ties / 2)).sum(axis=1)
        pairs = above.sum(axis=1) * below[:, -1]
        return np.asarray(np.divide(won, pairs, out=np.full_like(won, np.nan), where=pairs > 0))

    return statistic


def spearman(first: ArrayLike, second: ArrayLike) -> float:
    """Rank correlation of two columns [n]; NaN where one is constant."""
    n = len(np.asarray(first))
    return float(spearman_of(first, second)(np.ones((1, n)))[0]) if n else float("nan")


def spearman_of(first: ArrayLike, second: ArrayLike) -> Statistic:
    """The same, to bootstrap; ranks are those among all rows, which a resample hardly changes."""
    # It takes longer to import than everything else here.
    from scipy.stats import rankdata

    x, y = (rankdata(np.asarray(column, dtype=np.float64)) for column in (first, second))
    sums = np.stack([x, y, x * x, y * y, x * y], axis=1)

    def statistic(weights: Column) -> Column:
        mx, my, mxx, myy, mxy = (weights @ sums / weights.sum(axis=1, keepdims=True)).T
        spread = np.sqrt(np.maximum((mxx - mx**2) * (myy - my**2), 0.0))
        return np.asarray(np.divide(mxy - mx * my, spread, out=np.full_like(spread, np.nan), where=spread > 1e-9))

    return statistic
