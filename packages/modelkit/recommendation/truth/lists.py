"""What lists are like, whatever is opened of them: how far apart their items are, how novel, and how popular."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from modelkit.recommendation.data import Interactions

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
Column = NDArray[np.float64]
# Ten vectors of so many lists lie in memory together.
_AT_ONCE = 4096


@dataclass(frozen=True)
class Stock:
    """What was known of items before anything was asked.

    `vectors` [items, dim] are unit length, zero where there is no text; `opened` [items] counts who of `users` users
    opened each.
    """

    vectors: Floats
    opened: Column
    users: int

    @classmethod
    def of(cls, train: Interactions) -> Self:
        """As the rows to learn from have it."""
        items, told = len(train.catalogue), train.catalogue.vectors
        vectors = told if len(told) == items else np.zeros((items, 1), dtype=np.float32)
        opened = np.asarray(train.matrix.sum(axis=0), dtype=np.float64).reshape(items)
        return cls(vectors, opened, len(np.unique(train.users)))

    @cached_property
    def share(self) -> Column:
        """The share of users who opened each item, [items]."""
        return self.opened / max(self.users, 1)

    @cached_property
    def surprise(self) -> Column:
        """Self-information of each item in bits, [items], as if one user more had opened everything."""
        return np.asarray(-np.log2((self.opened + 1.0) / (self.users + 1.0)))


def traits(listed: Places, stock: Stock) -> dict[str, Column]:
    """Of each list [n, k] of places, where -1 is nothing; NaN where nothing can be told.

    "ild@k": mean distance 1 - cosine of two of its items (Smyth and McClave, 2001), where any text is known.
    "novelty@k": mean self-information of its items (Zhou et al., PNAS 2010). "arp@k": average recommendation
    popularity, the mean share of users who had opened an item of it (Yin et al., VLDB 2012).
    """
    k = listed.shape[1]
    apart = {f"ild@{k}": distances(listed, stock.vectors)} if stock.vectors.any() else {}
    return {**apart, f"novelty@{k}": _means(listed, stock.surprise), f"arp@{k}": _means(listed, stock.share)}


def popularity(wanted: Sequence[Places], stock: Stock) -> Column:
    """The mean share of users who had opened what was wanted, [n]: what "arp" is held against (Abdollahpouri, 2019)."""
    return np.array([stock.share[own].mean() if len(own) else np.nan for own in wanted], dtype=np.float64)


def distances(listed: Places, vectors: Floats) -> Column:
    """Mean distance 1 - cosine of all pairs in each list [n, k] of places; -1 is nothing; NaN where there is no pair.

    What has no text is alike nothing and unlike nothing: it is left out.
    """
    parts = [_distances(listed[start : start + _AT_ONCE], vectors) for start in range(0, len(listed), _AT_ONCE)]
    return np.concatenate([np.zeros(0), *parts])


def _distances(listed: Places, vectors: Floats) -> Column:
    sums = np.zeros((len(listed), vectors.shape[1]), dtype=np.float64)
    count, alone = np.zeros(len(listed)), np.zeros(len(listed))
    for column in listed.T:
        own = np.where(column[:, None] >= 0, vectors[column], np.float32(0.0))
        squares = np.einsum("nd,nd->n", own, own, dtype=np.float64)
        sums, alone, count = sums + own, alone + squares, count + (squares > 0)
    # The square of a sum holds every pair twice, and everything with itself.
    likeness = np.einsum("nd,nd->n", sums, sums) - alone
    pairs = count * (count - 1.0)
    return np.asarray(1.0 - np.divide(likeness, pairs, out=np.full(len(listed), np.nan), where=pairs > 0))


def _means(listed: Places, values: Column) -> Column:
    """The mean value of each list [n, k], NaN for an empty one."""
    there = listed >= 0
    sums, counts = np.where(there, values[listed], 0.0).sum(axis=1), there.sum(axis=1)
    return np.asarray(np.divide(sums, counts, out=np.full(len(listed), np.nan), where=counts > 0))
