"""What stood around a window: how popular its items had been, and the pages of which something was opened in it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from modelkit.evaluation.metrics import by_page
from modelkit.recommendation.truth import Stock
from services.recommend.actions.evaluating.windows import Window
from services.recommend.actions.ranking.loading import POPULAR_DAYS
from services.recommend.actions.ranking.shelf import Floats, Places
from services.recommend.queries import histories, impressions

# Of a window; more tell little more.
_PAGES = 5_000
Column = NDArray[np.float64]


@dataclass(frozen=True)
class Pages:
    """A row an item of a page, in the order of users: numbers of `user` and `page`, `place` on the shelf, `opened`."""

    user: Places
    page: Places
    place: Places
    opened: Column

    def scores(self, found: Floats, start: int) -> Floats:
        """What the rows of some users are worth, by scores [users, items] of those from `start` on."""
        first, last = np.searchsorted(self.user, [start, start + len(found)])
        own = slice(first, last)
        return np.asarray(found[self.user[own] - start, self.place[own]])

    def figures(self, scores: Floats, users: int) -> tuple[dict[str, Column], Column]:
        """AUC, MRR and nDCG@10, the mean over the pages of each user [users], NaN without any; and their number."""
        _pages, at = np.unique(self.page, return_index=True)
        whose, found = self.user[at], by_page(scores, self.opened, self.page)
        told = np.isfinite(found["auc"])
        count = np.bincount(whose[told], minlength=users).astype(np.float64)
        return {name: _means(values[told], whose[told], count) for name, values in found.items()}, count


@dataclass(frozen=True)
class Around:
    """`stock`: who had opened what before the window."""

    stock: Stock
    pages: Pages


def around(window: Window, *, days: int) -> Around:
    """`days`: how long the window is."""
    return Around(_stock(window), _pages(window, window.at + timedelta(days=days)))


def _stock(window: Window) -> Stock:
    """Popular is what was opened in the days that count towards popularity."""
    opened, users = histories.readers(since=window.at - timedelta(days=POPULAR_DAYS), until=window.at)
    shelf = window.shelf
    return Stock(shelf.vectors, np.array([opened.get(key, 0) for key in shelf.keys], dtype=np.float64), users)


def _pages(window: Window, end: datetime) -> Pages:
    """Those of the window's users. Their items stand in the order of the shelf, as equals do."""
    shelf, numbers = window.shelf, {one.user: number for number, one in enumerate(window.histories)}
    found = impressions.pages(since=window.at, until=end, most=_PAGES)
    rows = [row for row in found if row.user in numbers and row.item in shelf.places]
    # Databases have orders of their own.
    rows.sort(key=lambda row: (numbers[row.user], row.request, shelf.places[row.item]))
    keys = [(row.user, row.request) for row in rows]
    pages = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    return Pages(
        np.array([numbers[row.user] for row in rows], dtype=np.int64),
        np.array([pages[key] for key in keys], dtype=np.int64),
        np.array([shelf.places[row.item] for row in rows], dtype=np.int64),
        np.array([row.opened for row in rows], dtype=np.float64),
    )


def _means(values: Column, whose: Places, count: Column) -> Column:
    sums = np.zeros(len(count))
    np.add.at(sums, whose, values)
    return np.asarray(np.divide(sums, count, out=np.full(len(count), np.nan), where=count > 0))
