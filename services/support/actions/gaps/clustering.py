"""Which questions are about the same: average linkage over cosine distance, cut where the company's labels say.

The distance is chosen on questions kept for validation whose subjects are known, so that it suits the encoder in
force: the cut whose groups agree best with the subjects (adjusted Rand index; Hubert and Arabie, 1985).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.metrics import adjusted_rand_score

from services.support.actions.embedding import Vectors

# With fewer labels the best cut is a matter of luck.
MIN_LABELLED = 30
_CUTS = 60
# Rounding puts equal rows so far apart.
_EQUAL = 1e-6
Groups = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cut:
    """Questions nearer than `distance` on average are one subject. `agreement` is 1 for the labels' own groups."""

    distance: float
    agreement: float | None
    labelled: int


def choose_cut(vectors: Vectors, labels: Sequence[str]) -> Cut:
    """`vectors` [n, dim] are of unit length. Without enough labels only equal questions are one subject."""
    if len(labels) < MIN_LABELLED or len(set(labels)) < 2:
        return Cut(0.0, None, len(labels))
    tree = _tree(vectors)
    distances = np.unique(np.quantile(tree[:, 2], np.linspace(0, 1, _CUTS)))
    agreements = [adjusted_rand_score(labels, fcluster(tree, one, "distance")) for one in distances]
    best = int(np.argmax(agreements))
    return Cut(float(distances[best]), float(agreements[best]), len(labels))


def cluster(vectors: Vectors, distance: float) -> Groups:
    """The number of each row's group [n]."""
    if len(vectors) < 2:
        return np.zeros(len(vectors), dtype=np.int64)
    return np.asarray(fcluster(_tree(vectors), max(distance, _EQUAL), "distance"), dtype=np.int64)


def nearness(vectors: Vectors) -> NDArray[np.float64]:
    """The cosine of each row to the middle of all [n]."""
    middle = vectors.mean(axis=0)
    return np.asarray(vectors @ middle / max(float(np.linalg.norm(middle)), 1e-9), dtype=np.float64)


def _tree(vectors: Vectors) -> NDArray[np.float64]:
    # A distance that rounding makes negative is refused.
    distances = 1.0 - np.clip(vectors @ vectors.T, -1.0, 1.0)
    upper = distances[np.triu_indices(len(vectors), k=1)]
    return np.asarray(linkage(np.maximum(upper, 0.0), method="average"))
