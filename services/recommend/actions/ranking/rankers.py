"""Who ranks: the trained model in force, else the texts alone, else what others open."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from django.conf import settings

from modelkit.registry import Registry
from services.recommend.actions.kept import Kept
from services.recommend.actions.ranking import text
from services.recommend.actions.ranking.asks import Asks
from services.recommend.actions.ranking.learned import LearnedRanker, Weights
from services.recommend.actions.ranking.shelf import Floats, Shelf
from services.recommend.queries.histories import History


class Ranker(Protocol):
    """`version` names the model in lists, responses and the ledger."""

    version: str

    def asks(self, shelf: Shelf, histories: Sequence[History]) -> Asks:
        """What each history asks of the items."""

    def blame(self, shelf: Shelf, histories: Sequence[History]) -> Asks:
        """The same, as far as deeds may be the reason for it."""

    def score(self, asked: Floats) -> Floats:
        """What is told of a score, in the order of the scores themselves."""


class TextRanker:
    """Needs no training: interest by text."""

    version = text.VERSION

    def asks(self, shelf: Shelf, histories: Sequence[History]) -> Asks:
        return text.asks(shelf, histories)

    def blame(self, shelf: Shelf, histories: Sequence[History]) -> Asks:
        return text.blame(shelf, histories)

    def score(self, asked: Floats) -> Floats:
        return asked


class PopularRanker(TextRanker):
    """The same for everybody: what experiments compare with, and what those get of whom nothing is known."""

    version = "popular"

    def asks(self, shelf: Shelf, histories: Sequence[History]) -> Asks:
        nobody = np.zeros((len(histories), shelf.vectors.shape[1]), dtype=np.float32)
        nothing = np.zeros(len(histories), dtype=np.float32)
        return Asks(nobody, popular(shelf), None, nothing, np.ones(len(histories), dtype=bool))

    def blame(self, shelf: Shelf, histories: Sequence[History]) -> Asks:
        return self.asks(shelf, histories)


def popular(shelf: Shelf) -> Floats:
    """What others open now, float32 [items]; without any events, the newest first."""
    if shelf.popularity.any():
        return shelf.popularity
    age_days = np.maximum(shelf.as_of - shelf.published, 0.0) / 86_400.0
    return (1.0 / (1.0 + age_days)).astype(np.float32)


NAME = "ranker"
TEXT, POPULAR = TextRanker(), PopularRanker()


def current_ranker() -> Ranker:
    """Read again when another version is put in force; asking which is costs one small file, once a second."""
    number = _number.value()
    return TEXT if number is None else version_of(number)


def version_of(number: int) -> Ranker:
    """One version of the trained ranker, in force or not."""
    return _learned(str(settings.RANKERS_DIR), number)


def ranker_of(way: str) -> Ranker:
    """The ranker of an experiment's side; the one in force outside of any."""
    return {"text": TEXT, "popular": POPULAR}.get(way) or current_ranker()


def forget_ranker() -> None:
    """After another version came into force here."""
    _number.forget()


_number: Kept[int | None] = Kept(lambda: Registry(settings.RANKERS_DIR).current(NAME))


@lru_cache(maxsize=4)
def _learned(root: str, number: int) -> Ranker:
    folder = Registry(root).resolve(f"{NAME}@{number}")
    return LearnedRanker(f"{NAME}@{number}", Weights.load(folder))
