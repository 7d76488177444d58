"""Training examples a gate compares with, each with how crowded its own surroundings are."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
Column = NDArray[np.float64]

NEIGHBOURS = 8
# 16,000 x 384 in half precision is 12 MB in the model directory; one lookup reads it once.
LIMIT = 16_000
# Queries compared with the bank at once: 512 x 16,000 float32 is 33 MB.
ROWS_AT_ONCE = 512


@dataclass(frozen=True)
class Bank:
    """Unit-length `vectors` [m, dim], and `crowding` [m]: each one's mean cosine with its nearest fellows.

    A cosine of .7 is near in a sparse region and far in a dense one; crowding lets the gate tell (the local
    outlier factor's idea: Breunig et al., SIGMOD 2000).
    """

    vectors: FloatArray
    crowding: FloatArray

    @classmethod
    def empty(cls) -> Self:
        """A bank of no examples."""
        return cls(np.zeros((0, 0), dtype=np.float32), np.zeros(0, dtype=np.float32))

    @staticmethod
    def sample(rows: int, *, limit: int = LIMIT, seed: int = 0) -> NDArray[np.intp]:
        """Which of so many rows a bank should hold: all, or a seeded sample of `limit`."""
        if rows <= limit:
            return np.arange(rows)
        return np.sort(np.random.default_rng(seed).choice(rows, limit, replace=False))

    @classmethod
    def of(cls, embeddings: FloatArray) -> Self:
        """A bank of embeddings [m, dim]; its cost grows with m squared, so `sample` first."""
        # Rounded as it will be stored, so that a gate scores alike before and after it was saved.
        vectors = unit_length(embeddings).astype(np.float16).astype(np.float32)
        nearest = [_nearest(part, vectors, k=NEIGHBOURS + 1)[0] for part in _parts(vectors)]
        # The nearest of all is the example itself.
        fellows = [np.sort(cosines, axis=1)[:, :-1].mean(axis=1) for cosines in nearest if cosines.shape[1] > 1]
        crowding = np.concatenate(fellows) if fellows else np.zeros(len(vectors))
        return cls(vectors, crowding.astype(np.float16).astype(np.float32))

    def without(self, rows: NDArray[np.bool_]) -> "Bank":
        """The bank less the rows marked [m]."""
        return Bank(self.vectors[~rows], self.crowding[~rows])

    def __len__(self) -> int:
        return len(self.vectors)

    def compare(self, embeddings: FloatArray) -> tuple[Column, Column]:
        """Mean cosine [n] with the nearest examples, and their mean crowding [n]."""
        if not len(self) or not len(embeddings):
            return np.zeros(len(embeddings)), np.zeros(len(embeddings))
        found = [_nearest(part, self.vectors, k=NEIGHBOURS) for part in _parts(unit_length(embeddings))]
        cosines = np.concatenate([cosines.mean(axis=1) for cosines, _ in found])
        crowding = np.concatenate([self.crowding[rows].mean(axis=1) for _, rows in found])
        return cosines.astype(np.float64), crowding.astype(np.float64)


def unit_length(embeddings: FloatArray) -> FloatArray:
    """Embeddings [n, dim] scaled to length 1; a zero row stays zero."""
    lengths = np.linalg.norm(embeddings, axis=1, keepdims=True)
    return np.asarray(embeddings / np.maximum(lengths, 1e-12), dtype=np.float32)


def _parts(embeddings: FloatArray) -> list[FloatArray]:
    return [embeddings[start : start + ROWS_AT_ONCE] for start in range(0, len(embeddings), ROWS_AT_ONCE)]


def _nearest(unit: FloatArray, vectors: FloatArray, *, k: int) -> tuple[FloatArray, NDArray[np.intp]]:
    """Cosines [n, k] and bank rows [n, k] of the nearest examples, in no order."""
    cosines = unit @ vectors.T
    rows = np.argpartition(cosines, -min(k, len(vectors)), axis=1)[:, -k:]
    return np.take_along_axis(cosines, rows, axis=1), rows
