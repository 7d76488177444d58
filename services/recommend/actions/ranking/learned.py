"""The trained ranker: a calibrated chance that the user opens the item, from text, popularity, age and habits.

Logistic regression over a handful of figures. It is told apart from the text ranker only by its weights, which
`actions.training` fits on what was shown and what of it was opened.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from scipy.special import expit

from services.recommend.actions.ranking import text
from services.recommend.actions.ranking.asks import Asks, Touched
from services.recommend.actions.ranking.shelf import Codes, Floats, Places, Shelf
from services.recommend.queries.histories import History

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
        own = np.asarray(weights.weights, dtype=np.float32) / np.asarray(weights.scale, dtype=np.float32)
        self._weights = dict(zip(NAMES, own, strict=True))
        self._bias = np.float32(weights.bias - float(own @ np.asarray(weights.mean, dtype=np.float32)))

    def asks(self, shelf: Shelf, histories: Sequence[History]) -> Asks:
        """Logarithms of odds."""
        own, told = self._weights, Told.of(shelf, histories)
        vectors = own["interest"] * told.interest + own["last"] * told.last
        bias = own["popularity"] * shelf.relative_popularity + own["fresh"] * shelf.freshness
        table = own["language"] * told.language + own["section"] * told.section
        constant = own["known"] * told.known + self._bias
        return Asks(vectors, bias, table, constant, told.known > 0)

    def blame(self, shelf: Shelf, histories: Sequence[History]) -> Asks:
        return self.asks(shelf, histories)

    def score(self, asked: Floats) -> Floats:
        """Chances; exact at both ends, where exp would overflow."""
        return np.asarray(expit(asked), dtype=np.float32)


@dataclass(frozen=True)
class Told:
    """What histories say: unit `interest` and `last` [n, dim], habits [n, groups], `known` [n]: log of 1 + deeds."""

    interest: Floats
    last: Floats
    language: Floats
    section: Floats
    known: Floats

    @classmethod
    def of(cls, shelf: Shelf, histories: Sequence[History]) -> "Told":
        touched, groups = Touched.of(shelf, histories), shelf.groups
        return cls(
            interest=text.unit(text.interest(shelf, touched, histories)),
            last=_last(shelf, touched),
            language=_habits(touched, shelf.language)[:, groups.language],
            section=_habits(touched, shelf.category)[:, groups.category],
            known=np.log1p(touched.deeds()).astype(np.float32),
        )


def features(shelf: Shelf, histories: Sequence[History], places: Sequence[Places]) -> list[Floats]:
    """For each history, float32 [places, NAMES] of the items at its places of the shelf."""
    told = Told.of(shelf, histories)
    return [_features(shelf, told, row, at) for row, at in enumerate(places)]


def _features(shelf: Shelf, told: Told, row: int, at: Places) -> Floats:
    likeness = shelf.vectors[at] @ np.stack([told.interest[row], told.last[row]], axis=1)
    codes = shelf.groups.codes[at]
    columns = [
        likeness[:, 0],
        likeness[:, 1],
        shelf.relative_popularity[at],
        shelf.freshness[at],
        told.language[row, codes],
        told.section[row, codes],
        np.full(len(likeness), told.known[row]),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _last(shelf: Shelf, touched: Touched) -> Floats:
    """The vector of what each touched last; zeros where nothing was."""
    found = np.zeros((touched.count, shelf.vectors.shape[1]), dtype=np.float32)
    deeds = touched.deeds()
    # Rows stand together and deeds come oldest first.
    ends = (np.cumsum(deeds) - 1)[deeds > 0]
    found[deeds > 0] = shelf.vectors[touched.place[ends]]
    return found


def _habits(touched: Touched, values: Codes) -> Floats:
    """How often what the user touched had each value, drawn towards what is usual; [n, names]."""
    counts = touched.counts(values.codes, len(values.names))
    shares = (counts + _PRIOR * values.usual) / (touched.deeds()[:, None] + _PRIOR)
    return np.asarray(np.log(shares / np.maximum(values.usual, 1e-9)), dtype=np.float32)
