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
from numpy.typing import NDArray
from scipy.special import expit

from services.recommend.actions.ranking import text
from services.recommend.actions.ranking.choosing import Pick, choose
from services.recommend.actions.ranking.shelf import Codes, Floats, Shelf
from services.recommend.queries.histories import History

Places = slice | list[int]

WEIGHTS_FILE = "weights.json"
NAMES = ("interest", "last", "popularity", "fresh", "language", "section", "known")
_FRESH_DAYS = 7.0
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
        odds: Floats = features(shelf, history, at) @ self._weights + self._bias
        # scipy's is exact at both ends, where exp would overflow; its types know of complex numbers only.
        chances: Any = expit(odds)
        return np.asarray(chances, dtype=np.float32)


def features(shelf: Shelf, history: History, at: Places = slice(None)) -> Floats:
    """float32 [items, NAMES] of one user, or of the items at these places of the shelf."""
    deeds = [deed for deed in history.deeds if deed.item in shelf.places]
    places = [shelf.places[deed.item] for deed in deeds]
    most = max(float(shelf.popularity.max(initial=0.0)), 1.0)
    age_days = np.maximum(shelf.as_of - shelf.published[at], 0.0) / 86_400.0
    vectors = shelf.vectors[at]
    columns = [
        vectors @ text.interest(shelf, history),
        vectors @ shelf.vectors[places[-1]] if places else np.zeros(len(vectors)),
        np.log1p(shelf.popularity[at]) / np.log1p(most),
        np.exp(-age_days / _FRESH_DAYS),
        _habit(shelf.language, places)[at],
        _habit(shelf.category, places)[at],
        np.full(len(vectors), np.log1p(len(deeds))),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _habit(values: Codes, places: list[int]) -> NDArray[np.float64]:
    """How often what the user touched had the item's own value, drawn towards what is usual."""
    counts = np.bincount(values.codes[places], minlength=len(values.names))
    shares = (counts + _PRIOR * values.usual) / (len(places) + _PRIOR)
    return np.asarray(np.log(shares / np.maximum(values.usual, 1e-9)))[values.codes]


def _nothing(shelf: Shelf) -> Floats:
    return np.zeros(len(shelf), dtype=np.float32)
