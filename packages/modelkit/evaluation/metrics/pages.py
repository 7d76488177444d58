"""Is what was opened of a page ranked above what stood beside it?"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from modelkit.evaluation.metrics.ranking import discounts

Column = NDArray[np.float64]
Numbers = NDArray[np.int64]
_K = 10


def by_page(scores: ArrayLike, opened: ArrayLike, pages: ArrayLike) -> dict[str, Column]:
    """AUC, MRR and nDCG@10 of each page [pages], as the evaluation of MIND has them (Wu et al., ACL 2020).

    Rows [n]: `opened` is 0 or 1, `pages` counts from 0. MRR is the mean of 1/rank of everything opened. Equal scores
    count half for AUC, and else stand in the order of rows. NaN where nothing was opened, or everything.
    """
    values, hits = np.asarray(scores, dtype=np.float64), np.asarray(opened, dtype=np.float64)
    numbers = np.asarray(pages, dtype=np.int64)
    # The highest of each page first; the sort is stable.
    order = np.lexsort((-values, numbers))
    values, hits, numbers = values[order], hits[order], numbers[order]
    sizes = np.bincount(numbers)
    starts = np.cumsum(sizes) - sizes
    ranks = np.arange(len(numbers)) - starts[numbers]
    right, gains = _sums(numbers, hits), discounts(_K)
    cut = np.where(ranks < _K, gains[np.minimum(ranks, _K - 1)], 0.0)
    best = np.concatenate([[0.0], np.cumsum(gains)])[np.minimum(right, _K).astype(np.int64)]
    told = (right > 0) & (right < sizes)

    def share(above: Column, below: Column) -> Column:
        return np.asarray(np.divide(above, below, out=np.full(len(sizes), np.nan), where=told))

    return {
        "auc": share(_pairs(values, hits, numbers, ranks, sizes, right), right * (sizes - right)),
        "mrr": share(_sums(numbers, hits / (ranks + 1.0)), right),
        f"ndcg@{_K}": share(_sums(numbers, hits * cut), best),
    }


def _pairs(values: Column, hits: Column, numbers: Numbers, ranks: Numbers, sizes: Numbers, right: Column) -> Column:
    """How many pairs of opened and not opened stand in the right order, by page: Mann and Whitney's U (1947)."""
    first = np.ones(len(values), dtype=bool)
    first[1:] = (numbers[1:] != numbers[:-1]) | (values[1:] != values[:-1])
    tie = np.cumsum(first) - 1
    # Equals share the middle of their ranks.
    middle = (np.bincount(tie, weights=ranks) / np.bincount(tie))[tie] if len(tie) else ranks
    below = _sums(numbers, hits * (sizes[numbers] - 1.0 - middle))
    return np.asarray(below - right * (right - 1.0) / 2.0)


def _sums(numbers: Numbers, values: Column) -> Column:
    return np.asarray(np.bincount(numbers, weights=values), dtype=np.float64)
