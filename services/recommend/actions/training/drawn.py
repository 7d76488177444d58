"""Pages for who sends no impressions: what a user opened in a day, and a draw of all else that could have been.

Half of the draw is even over the shelf, and half goes by popularity, so that what others open is among it; each row
weighs as many items as it stands for, which takes out what the draw put in (Horvitz and Thompson, JASA 1952). So
chances are those of opening one item of the whole shelf on a day with a visit, not one that was shown.
"""

from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from services.recommend.actions.evaluating.windows import window
from services.recommend.actions.ranking import Shelf
from services.recommend.actions.ranking.shelf import Places
from services.recommend.actions.training.examples import Page
from services.recommend.queries.histories import History

# A page; more tell little more of so few figures.
_DRAWN = 50


def drawn(start: datetime, end: datetime) -> tuple[Shelf, list[Page]]:
    """Of what was live when the day began; the same days draw the same."""
    found = window(start, end)
    shelf, users = found.shelf, len(found.histories)
    if not users:
        return shelf, []
    lot, chance = _lot(shelf), np.random.default_rng(int(start.timestamp()))
    draws = chance.choice(len(lot), size=(users, _DRAWN), p=lot)
    rows = zip(found.histories, found.targets, draws, strict=True)
    return shelf, [_page(shelf, lot, *row) for row in rows]


def _lot(shelf: Shelf) -> NDArray[np.float64]:
    """The chance of each item of the shelf to be drawn, [items]."""
    even, popular = shelf.live.astype(np.float64), np.where(shelf.live, shelf.popularity, 0.0).astype(np.float64)
    parts = [one / one.sum() for one in (even, popular) if one.any()]
    return np.asarray(np.mean(parts, axis=0))


def _page(shelf: Shelf, lot: NDArray[np.float64], history: History, targets: set[str], rest: Places) -> Page:
    opened = np.array(sorted(shelf.places[item] for item in targets), dtype=np.int64)
    known = shelf.closed_to(history.user, history.items)
    rest = rest[~np.isin(rest, opened) & ~np.isin(rest, known)]
    places, ones = np.concatenate([opened, rest]), np.ones(len(opened))
    return Page(
        history,
        places,
        # Of a place on a page nothing is known.
        np.ones(len(places)),
        np.concatenate([ones, np.zeros(len(rest))]),
        np.concatenate([ones, 1.0 / (_DRAWN * lot[rest])]),
    )
