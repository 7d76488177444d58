"""Items whose texts are like those of the history: works for an item that nobody has touched yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from modelkit.errors import DataError
from modelkit.recommendation.data import Catalogue, History, Interactions
from modelkit.recommendation.recommenders.base import Floats, Recommender, State


@dataclass(kw_only=True)
class TextNeighbours(Recommender):
    """Cosine to the power of `sharpness`, summed over the last `depth` events.

    The n-th event from the end weighs n^-recency.
    """

    name: ClassVar[str] = "text-neighbours"
    sharpness: float = 4.0
    recency: float = 0.5
    depth: int = 50

    def learn(self, data: Interactions, *, seed: int) -> State:
        # What all texts share tells nothing, and would drown the rest.
        vectors = centred(vectors_of(data.catalogue))
        return {"items": np.array([len(vectors)]), "vectors": vectors}

    def score(self, histories: Sequence[History]) -> Floats:
        vectors = self.state["vectors"]
        found = np.zeros((len(histories), len(vectors)), dtype=np.float32)
        for row, one in zip(found, histories, strict=True):
            latest = one.items[::-1][: self.depth]
            weights = np.arange(1, len(latest) + 1, dtype=np.float32) ** -self.recency
            row[:] = weights @ np.maximum(vectors[latest] @ vectors.T, 0.0) ** self.sharpness
        return found


def vectors_of(catalogue: Catalogue) -> Floats:
    """The catalogue's vectors; raises `DataError` where texts were not embedded."""
    if len(catalogue.vectors) != len(catalogue):
        raise DataError(
            "The catalogue has no vectors.", remedy="Embed its texts first: catalogue.embedded(encoder.encode)."
        )
    return catalogue.vectors


def centred(vectors: Floats) -> Floats:
    """Unit vectors around the mean of all that have a text; those without stay zero."""
    lengths = np.linalg.norm(vectors, axis=1)
    filled = lengths > 0
    if filled.sum() < 2:
        return vectors
    moved = np.where(filled[:, None], vectors - vectors[filled].mean(axis=0), 0.0)
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9), dtype=np.float32)
