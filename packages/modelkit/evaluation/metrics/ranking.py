"""How high the right documents rank. Ranks count from 1; 0 stands for a document that was not found."""

import numpy as np
from numpy.typing import ArrayLike

from modelkit.evaluation.intervals import Column


def hits(ranks: ArrayLike, *, k: int) -> Column:
    """1 where the best right document ranks within k, else 0: [n] of ranks [n]."""
    places = np.asarray(ranks)
    return ((places >= 1) & (places <= k)).astype(np.float64)


def reciprocal_ranks(ranks: ArrayLike, *, k: int = 10) -> Column:
    """1/rank of the best right document, 0 beyond k: [n] of ranks [n]."""
    places = np.asarray(ranks, dtype=np.float64)
    return hits(places, k=k) / np.maximum(places, 1.0)


def mrr(ranks: ArrayLike, *, k: int = 10) -> float:
    """Mean reciprocal rank at k."""
    return float(reciprocal_ranks(ranks, k=k).mean()) if np.size(ranks) else 0.0


def ndcgs(gains: ArrayLike, *, ideal: ArrayLike, k: int = 10) -> Column:
    """Normalised discounted cumulative gain per query [n] (Järvelin and Kekäläinen, 2002).

    `gains` [n, found] are the relevances of the documents in the order found, `ideal` [n, any] those of all
    relevant documents in any order; pad with 0.
    """
    best = -np.sort(-np.asarray(ideal, dtype=np.float64), axis=1)
    found, possible = _dcg(np.asarray(gains, dtype=np.float64), k), _dcg(best, k)
    return np.divide(found, possible, out=np.zeros_like(found), where=possible > 0)


def ndcg(gains: ArrayLike, *, ideal: ArrayLike, k: int = 10) -> float:
    """Mean of `ndcgs`."""
    return float(ndcgs(gains, ideal=ideal, k=k).mean()) if np.size(gains) else 0.0


def _dcg(gains: Column, k: int) -> Column:
    top = gains[:, :k]
    return np.asarray(top @ discounts(top.shape[1]))


def discounts(k: int) -> Column:
    """What a place counts, [k]: 1 for the first."""
    return np.asarray(1.0 / np.log2(np.arange(k) + 2.0))
