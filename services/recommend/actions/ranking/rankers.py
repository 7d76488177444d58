"""Who ranks: the trained model in force, else the texts alone, else what others open."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from django.conf import settings

from modelkit.registry import Registry
from services.recommend.actions.ranking import text
from services.recommend.actions.ranking.choosing import Pick, choose, popular
from services.recommend.actions.ranking.learned import LearnedRanker, Weights
from services.recommend.actions.ranking.shelf import Floats, Shelf
from services.recommend.queries.histories import History


class Ranker(Protocol):
    """`version` names the model in lists, responses and the ledger."""

    version: str

    def scores(self, shelf: Shelf, histories: Sequence[History]) -> Floats:
        """How much each user may like each item, float32 [users, items]; a row of zeros where nothing is known."""

    def rank(self, shelf: Shelf, histories: Sequence[History], *, count: int) -> list[list[Pick]]:
        """The best `count` for each user, best first."""

    def at(self, shelf: Shelf, history: History, places: list[int]) -> Floats:
        """How much one user may like the items at these places, float32 [places]: what reasons are told by."""


class TextRanker:
    """Needs no training: interest by text; users without one get what others open."""

    version = text.VERSION

    def scores(self, shelf: Shelf, histories: Sequence[History]) -> Floats:
        return text.score(shelf, histories)

    def at(self, shelf: Shelf, history: History, places: list[int]) -> Floats:
        return text.at(shelf, history, places)

    def rank(self, shelf: Shelf, histories: Sequence[History], *, count: int) -> list[list[Pick]]:
        if not len(shelf) or not histories:
            return [[] for _ in histories]
        scores = self.scores(shelf, histories)
        fallback = popular(shelf)
        known = np.any(scores, axis=1)
        rows = zip(histories, scores, known, strict=True)
        return [choose(shelf, one, own if any_ else fallback, count=count, why=self) for one, own, any_ in rows]


class PopularRanker(TextRanker):
    """The same for everybody: what experiments compare with."""

    version = "popular"

    def scores(self, shelf: Shelf, histories: Sequence[History]) -> Floats:
        return np.broadcast_to(popular(shelf), (len(histories), len(shelf)))

    def at(self, shelf: Shelf, history: History, places: list[int]) -> Floats:
        return popular(shelf)[places]


NAME = "ranker"


def current_ranker() -> Ranker:
    """Read again when another version is put in force; asking which is costs one small file."""
    number = Registry(settings.RANKERS_DIR).current(NAME)
    return _text if number is None else _learned(str(settings.RANKERS_DIR), number)


def ranker_of(way: str) -> Ranker:
    """The ranker of an experiment's side; the one in force outside of any."""
    return {"text": _text, "popular": _popular}.get(way) or current_ranker()


_text, _popular = TextRanker(), PopularRanker()


@lru_cache(maxsize=4)
def _learned(root: str, number: int) -> Ranker:
    folder = Registry(root).resolve(f"{NAME}@{number}")
    return LearnedRanker(f"{NAME}@{number}", Weights.load(folder))
