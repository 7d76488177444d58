"""The best items of every row, exactly: equal scores stand in the order of places, whatever the machine."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
NOTHING = -1


def best(scores: Floats, count: int) -> Places:
    """Places [rows, count] of the highest scores [rows, items]; what is -inf or NaN is left out, -1 fills up."""
    found = np.full((len(scores), count), NOTHING, dtype=np.int64)
    for row, own in enumerate(scores):
        places = _best(own, count)
        found[row, : len(places)] = places
    return found


def _best(scores: Floats, count: int) -> Places:
    possible = np.flatnonzero(scores > -np.inf)
    values = scores[possible]
    if len(possible) > count:
        # The bar is the count-th best value: everything above it is in, ties at it are cut by place.
        bar = np.partition(values, len(values) - count)[len(values) - count]
        reached = values >= bar
        possible, values = possible[reached], values[reached]
    return possible[np.argsort(-values, kind="stable")][:count]
