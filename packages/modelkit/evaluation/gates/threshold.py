"""Where to cut so that enough of the questions in scope are kept, on new data too."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import binom

CONFIDENCE = 0.9


def threshold_keeping(scores: ArrayLike, keep: float, *, confidence: float = CONFIDENCE) -> float:
    """The highest threshold that at least `keep` of new rows like these reach, with this confidence.

    An order statistic of scores [n], free of assumptions on their distribution (Wilks, 1941); a sample too small
    to promise that much rejects nothing below its lowest score.
    """
    ascending = np.sort(np.asarray(scores, dtype=np.float64))
    dropped = np.flatnonzero(binom.cdf(np.arange(len(ascending)), len(ascending), 1 - keep) <= 1 - confidence)
    return float(ascending[dropped[-1] if len(dropped) else 0])
