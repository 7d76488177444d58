"""A shard of users against all that is live, exactly: one product of matrices, and what rules make of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from modelkit.retrieval.kernel import Grouped, top_k
from services.recommend.actions.ranking import Shelf
from services.recommend.actions.ranking.asks import Asks
from services.recommend.actions.ranking.rankers import POPULAR, Ranker
from services.recommend.actions.ranking.rules import NONE, Rules, arrange
from services.recommend.actions.ranking.shelf import Floats, Places
from services.recommend.queries.histories import History

_DIGITS = 6


@dataclass(frozen=True)
class Listed:
    """Best first: `places` on the shelf [users, count], -1 where there are fewer; `scores` beside them."""

    places: Places
    scores: Floats


class Stock:
    """What is live, laid out once for a whole run."""

    def __init__(self, shelf: Shelf, ranker: Ranker, *, rules: Rules = NONE) -> None:
        self.shelf, self.ranker, self.rules = shelf, ranker, rules
        self.live = np.flatnonzero(shelf.live)
        self.items = shelf.vectors[self.live]
        self.codes = shelf.groups.codes[self.live]
        self._number = np.full(len(shelf), -1, dtype=np.int64)
        self._number[self.live] = np.arange(len(self.live))

    def rank(self, histories: Sequence[History], *, count: int) -> Listed:
        """What each has not seen; of whom nothing is known gets what others open."""
        asked = self.ranker.asks(self.shelf, histories)
        listed = self._rank(asked, histories, self.ranker, count)
        strangers = np.flatnonzero(~asked.known)
        if len(strangers):
            unknown = [histories[row] for row in strangers]
            popular = self._rank(POPULAR.asks(self.shelf, unknown), unknown, POPULAR, count)
            listed.places[strangers], listed.scores[strangers] = popular.places, popular.scores
        return listed

    def _rank(self, asked: Asks, histories: Sequence[History], ranker: Ranker, count: int) -> Listed:
        found = top_k(
            asked.vectors,
            self.items,
            count + self.rules.reach,
            bias=asked.bias[self.live],
            grouped=None if asked.table is None else Grouped(asked.table, self.codes),
            left_out=[self._seen(one) for one in histories],
        )
        places = np.where(found.places >= 0, self.live[found.places] if len(self.live) else -1, -1)
        scores = found.scores if self.rules == NONE else _arrange(self.shelf, places, found.scores, self.rules)
        scores = np.where(places >= 0, ranker.score(scores + asked.constant[:, None]), 0.0)
        return Listed(places[:, :count], np.round(scores[:, :count], _DIGITS).astype(np.float32))

    def _seen(self, history: History) -> Places:
        known = self.shelf.places
        numbers = self._number[[known[item] for item in history.items if item in known]]
        return numbers[numbers >= 0]


def _arrange(shelf: Shelf, places: Places, scores: Floats, rules: Rules) -> Floats:
    """In place, row by row; the scores in their new order."""
    for row, own in enumerate(places):
        there = own[own >= 0]
        order = arrange(shelf, there, scores[row, : len(there)], rules)
        places[row, : len(there)], scores[row, : len(there)] = there[order], scores[row, order]
    return scores
