"""The place where diversity joins: the best few are put into another order, so that they do not say the same.

`modelkit.recommendation.diversity` does the work. A surface declares what it may cost; what each strength costs was
measured on validation days when the ranker was trained.
"""

import numpy as np

from modelkit.recommendation.diversity import Spreading
from services.recommend.actions.ranking.shelf import Floats, Places


def spread(vectors: Floats, scores: Floats, strength: float, length: int) -> Places:
    """Indices of a list of `length` in their new order. `vectors` and `scores` are of its best, best first."""
    first = Spreading(_nobody, vectors, strength=strength).order(scores)
    rest = np.setdiff1d(np.arange(length), first)
    return np.concatenate([first, rest]).astype(np.int64)


def _nobody(_histories: object) -> Floats:
    raise AssertionError("scores are given")
