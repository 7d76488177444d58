"""What each source says about each item, made comparable: a score is worth what it is among the source's others."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from modelkit.recommendation.data import History

Floats = NDArray[np.float32]
# Standard deviations and the logarithm of the rank; each alone misses what the other says about the top.
PER_SOURCE = 2
GATES = 4
DAY = 86_400.0


def evidence(scores: Sequence[Floats], histories: Sequence[History]) -> Floats:
    """float32 [histories, items, 2 sources] from each source's scores [histories, items].

    Items of the history stand apart: they are never listed, so they must not shift what is usual.
    """
    columns = []
    for one in scores:
        open_ = np.ones(one.shape, dtype=bool)
        for row, history in zip(open_, histories, strict=True):
            row[history.items] = False
            if not row.any():
                row[:] = True
        standard = _standard(one, open_)
        columns += [standard, _rank(standard, open_)]
    return np.stack(columns, axis=2)


def gates(histories: Sequence[History]) -> Floats:
    """float32 [histories, 4]: nothing is known; something is; how much, and how long ago the last of it was.

    The last two are on scales of logarithms.
    """
    sizes = np.array([len(one) for one in histories])
    gaps = [max(one.at - float(one.times[-1]), 0.0) / DAY if len(one) else 0.0 for one in histories]
    columns = [sizes == 0, sizes > 0, np.log1p(sizes) / 4.0, np.log1p(gaps) / 4.0]
    return np.stack(columns, axis=1).astype(np.float32)


def _standard(scores: Floats, open_: NDArray[np.bool_]) -> Floats:
    counts = open_.sum(axis=1, keepdims=True)
    means = (scores * open_).sum(axis=1, keepdims=True) / counts
    spread = np.sqrt((((scores - means) * open_) ** 2).sum(axis=1, keepdims=True) / counts)
    # A few items far out must not silence the other sources.
    return np.asarray(np.clip((scores - means) / np.maximum(spread, 1e-9), -5.0, 10.0), dtype=np.float32)


def _rank(scores: Floats, open_: NDArray[np.bool_]) -> Floats:
    """-log rank: 0 for the best, equal for scores equal to three digits; a source that says nothing says 0."""
    found = np.zeros(scores.shape, dtype=np.float32)
    for out, own, free in zip(found, scores, open_, strict=True):
        values, numbers, counts = np.unique(np.round(-own[free], 3), return_inverse=True, return_counts=True)
        # The middle of the ranks of all that score the same.
        middle = np.cumsum(counts) - (counts - 1) / 2.0
        if len(values) > 1:
            out[free] = -np.log(middle[numbers])
    return found
