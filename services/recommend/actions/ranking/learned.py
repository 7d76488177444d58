"""The trained ranker: a calibrated chance that the user opens the item, from text, popularity, age and habits.

Logistic regression over a handful of figures. It is told apart from the text ranker only by its weights, which
`actions.training` fits on what was shown and what of it was opened.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import expit

from services.recommend.actions.ranking import text
from services.recommend.actions.ranking.choosing import Pick, choose
from services.recommend.actions.ranking.shelf import Codes, Floats, Shelf
from services.recommend.queries.histories import History

Places = slice | list[int]

WEIGHTS_FILE = "weights.json"
NAMES = ("interest", "last", "popularity", "fresh", "language", "section", "known")
# Fewer deeds say little about habits: as if so many more had been spread evenly.
_PRIOR = 2.0


@dataclass(frozen=True)
class Weights:
    """`mean` and `scale` standardise the features; all by the order of NAMES."""

    mean: list[float]
    scale: list[float]
    weights: list[float]
    bias: float

    def save(self, folder: Path) -> None:
        (folder / WEIGHTS_FILE).write_text(json.dumps({"features": NAMES, **asdict(self)}, indent=2))

    @classmethod
    def load(cls, folder: Path) -> "Weights":
        found = json.loads((folder / WEIGHTS_FILE).read_text())
        found.pop("features")
        return cls(**found)


class LearnedRanker:
    """`version` is the registry's, `name@number`."""

    def __init__(self, version: str, weights: Weights) -> None:
        self.version = version
        self._weights = np.asarray(weights.weights, dtype=np.float32) / np.asarray(weights.scale, dtype=np.float32)
        self._bias = np.float32(weights.bias - float(self._weights @ np.asarray(weights.mean, dtype=np.float32)))

    def scores(self, shelf: Shelf, histories: Sequence[History]) -> Floats:
        """Chances, float32 [users, items]; a user of whom nothing is known is left to the ladder: a row of zeros."""
        rows = [self._chances(shelf, one) if one.items & shelf.places.keys() else _nothing(shelf) for one in histories]
        return np.stack(rows)

    def rank(self, shelf: Shelf, histories: Sequence[History], *, count: int) -> list[list[Pick]]:
        if not len(shelf) or not histories:
            return [[] for _ in histories]
        return [choose(shelf, one, self._chances(shelf, one), count=count, why=self) for one in histories]

    def at(self, shelf: Shelf, history: History, places: list[int]) -> Floats:
        return self._chances(shelf, history, places)

    def _chances(self, shelf: Shelf, history: History, at: Places = slice(None)) -> Floats:
        odds: Any = features(shelf, history, at) @ self._weights + self._bias
        # Exact at both ends, where exp would overflow.
        chances: Any = expit(odds)
        return np.asarray(chances, dtype=np.float32)


def features(shelf: Shelf, history: History, at: Places = slice(None)) -> Floats:
    """float32 [items, NAMES] of one user, or of the items at these places of the shelf."""
    places = [shelf.places[deed.item] for deed in history.deeds if deed.item in shelf.places]
    last = shelf.vectors[places[-1]] if places else np.zeros(shelf.vectors.shape[1], dtype=np.float32)
    # Both in one pass: reading the vectors is what takes the time.
    directions = np.stack([text.interest(shelf, history), last], axis=1)
    likeness = shelf.vectors[at] @ directions
    columns = [
        likeness[:, 0],
        likeness[:, 1],
        shelf.relative_popularity[at],
        shelf.freshness[at],
        _habit(shelf.language, places, at),
        _habit(shelf.category, places, at),
        np.full(len(likeness), np.log1p(len(places))),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _habit(values: Codes, places: list[int], at: Places) -> Floats:
    """How often what the user touched had the item's own value, drawn towards what is usual."""
    counts = np.bincount(values.codes[places], minlength=len(values.names))
    shares = (counts + _PRIOR * values.usual) / (len(places) + _PRIOR)
    habits: Floats = np.log(shares / np.maximum(values.usual, 1e-9)).astype(np.float32)
    return habits[values.codes[at]]


def _nothing(shelf: Shelf) -> Floats:
    return np.zeros(len(shelf), dtype=np.float32)
