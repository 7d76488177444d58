"""The highest of many scores, without sorting all of them."""

import numpy as np

from services.recommend.actions.ranking.shelf import Floats, Places


def best(scores: Floats, count: int) -> Places:
    """Indices of the highest, the first first among equals; what is -inf is left out."""
    count = min(count, int(np.count_nonzero(scores > -np.inf)))
    if count == 0:
        return np.zeros(0, dtype=np.int64)
    if count == len(scores):
        return np.argsort(-scores, kind="stable")
    # The bar is the count-th best value: everything above it is in, ties at it are cut by place.
    bar = np.partition(scores, len(scores) - count)[len(scores) - count]
    reached = np.flatnonzero(scores >= bar)
    return reached[np.argsort(-scores[reached], kind="stable")][:count]
