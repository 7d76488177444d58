"""Whom the ranking gets to see: what vectors find, joined by what only words find."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modelkit.retrieval.vectors import VectorIndex

Vectors = NDArray[np.float32]
Keys = NDArray[np.int64]

# How many each side puts forward. Deeper lists cost time and rarely change the first ten.
DEPTH = 50


@dataclass(frozen=True, slots=True)
class Found:
    """One query's candidates: keys, int64 [n], and cosines, float32 [n]."""

    keys: Keys
    dense: Vectors


def nearest(vectors: VectorIndex, queries: Vectors, depth: int) -> list[Found]:
    """The nearest documents per query, best first."""
    scores, keys = vectors.search(queries, min(depth, len(vectors)))
    return [Found(row[row >= 0], score[row >= 0]) for row, score in zip(keys, scores, strict=True)]


def with_words(near: Found, words: Vectors, query: Vectors, *, vectors: VectorIndex, keys: Keys) -> Found:
    """`near`, then the documents that only the BM25 scores `words` [documents] found, with their cosines."""
    rows = np.argpartition(-words, min(DEPTH, len(words)) - 1)[:DEPTH]
    by_words = keys[rows[words[rows] > 0]]
    missing = by_words[~np.isin(by_words, near.keys)]
    if not len(missing):
        return near
    cosines = vectors.vectors_of(missing) @ query
    return Found(np.concatenate([near.keys, missing]), np.concatenate([near.dense, cosines]))


def at(wanted: Keys, words: Vectors, *, keys: Keys) -> Vectors:
    """The BM25 scores of the `wanted` documents; `keys` is ascending, in the order of `words`."""
    scores: Vectors = words[np.searchsorted(keys, wanted)]
    return scores
