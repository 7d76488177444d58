"""The best of everything on a large shelf, for many users at once: at night there is time to look at every item.

What a ranker says of a user and an item is a product of two rows, one of each, so that a product of matrices tells
what it says of everybody and everything.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from services.recommend.actions.ranking.shelf import Floats, Places, Shelf
from services.recommend.queries.histories import History

if TYPE_CHECKING:
    from modelkit.retrieval.vectors.exact import ExactSearch


@runtime_checkable
class Foldable(Protocol):
    """A ranker whose scores rise with `user_rows @ item_rows.T`."""

    def item_rows(self, shelf: Shelf) -> Floats:
        """float32 [items, width]."""

    def user_rows(self, shelf: Shelf, histories: Sequence[History]) -> Floats:
        """float32 [histories, width]."""


@dataclass(frozen=True, eq=False)
class Everything:
    """The live items of one shelf, as one ranker sees them."""

    ranker: Foldable
    live: Places
    search: "ExactSearch"

    @classmethod
    def of(cls, shelf: Shelf, ranker: Foldable) -> "Everything":
        # It brings torch along, which web processes have no use for.
        from modelkit.retrieval.vectors.exact import ExactSearch

        live = np.flatnonzero(shelf.live)
        return cls(ranker, live, ExactSearch(ranker.item_rows(shelf)[live]))

    @contextmanager
    def shared(self, threads: int) -> Iterator[Callable[[], object]]:
        """What each of so many threads calls first, so that they search at once as one alone would search."""
        from modelkit.retrieval.vectors.exact import cores_shared

        with cores_shared(threads) as prepare:
            yield prepare

    def best(self, shelf: Shelf, histories: Sequence[History], *, count: int) -> Iterator[Places]:
        """For each history, the best `count` places that it has not, best first."""
        seen = [self._seen(shelf, one) for one in histories]
        depth = count + max((len(one) for one in seen), default=0)
        _scores, rows = self.search.search(self.ranker.user_rows(shelf, histories), depth)
        known = np.zeros(len(shelf), dtype=bool)
        for found, own in zip(rows, seen, strict=True):
            places = self.live[found[found >= 0]]
            known[own] = True
            new = places[~known[places]][:count]
            known[own] = False
            yield new

    def _seen(self, shelf: Shelf, history: History) -> Places:
        """Of what is searched: each makes the search go deeper, for all who are asked about together."""
        places = shelf.closed_to(history.user, history.items)
        return places[shelf.live[places]]
