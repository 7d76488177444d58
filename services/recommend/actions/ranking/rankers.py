"""Who ranks: the trained model in force, else the texts alone, else what others open."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from services.recommend.actions.ranking import text
from services.recommend.actions.ranking.choosing import Pick, choose, popular
from services.recommend.actions.ranking.shelf import Floats, Shelf
from services.recommend.queries.histories import History


class Ranker(Protocol):
    """`version` names the model in lists, responses and the ledger."""

    version: str

    def scores(self, shelf: Shelf, histories: Sequence[History]) -> Floats:
        """How much each user may like each item, float32 [users, items]; a row of zeros where nothing is known."""

    def rank(self, shelf: Shelf, histories: Sequence[History], *, count: int) -> list[list[Pick]]:
        """The best `count` for each user, best first."""


class TextRanker:
    """Needs no training: interest by text; users without one get what others open."""

    version = text.VERSION

    def scores(self, shelf: Shelf, histories: Sequence[History]) -> Floats:
        return text.score(shelf, histories)

    def rank(self, shelf: Shelf, histories: Sequence[History], *, count: int) -> list[list[Pick]]:
        if not len(shelf) or not histories:
            return [[] for _ in histories]
        scores = self.scores(shelf, histories)
        fallback = popular(shelf)
        known = np.any(scores, axis=1)
        rows = zip(histories, scores, known, strict=True)
        return [choose(shelf, one, own if any_ else fallback, count=count) for one, own, any_ in rows]


def current_ranker() -> Ranker:
    return TextRanker()
