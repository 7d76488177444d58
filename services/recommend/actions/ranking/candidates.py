"""Who of a large shelf is worth scoring: some hundred items, found without looking at all of them.

Each source brings its own: what is near in text, what others did beside and after what the user did, what is opened
now or new, and what leads in the sections and languages the user turns to. A source is a function to places; another
one joins `_SOURCES`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.recommend.actions.ranking.behaviour import Behaviour
from services.recommend.actions.ranking.features import Told
from services.recommend.actions.ranking.nearest import WHOLE
from services.recommend.actions.ranking.shelf import Flags, Floats, Places, Shelf
from services.recommend.queries.histories import History

# From each source; rules and what was seen take some away, a limit to few groups most.
_DEPTH, _LIMITED = 300, 4
# Of each recommender so much less: what is also near in text is found anyway.
_BESIDE = 1 / 3
# At least so many lead; twice as many as are asked for, where that is more.
_LEADERS = 64
_HABITS = 4
# One in so many leads by what is opened right now.
_SHARE_NOW = 4


@dataclass(frozen=True)
class Wish:
    """`groups` [groups] of the shelf are allowed, all if None."""

    history: History
    told: Told
    depth: int
    leaders: int
    groups: Flags | None
    learnt: Behaviour | None


Source = Callable[[Shelf, Wish], Places]


def candidates(
    shelf: Shelf, history: History, *, count: int, groups: Flags | None, learnt: Behaviour | None
) -> tuple[Places, bool]:
    """Places, ascending, and whether these are all there are."""
    few = _few(shelf, groups)
    if few is not None:
        return few, True
    # A power of two, so that few different numbers of leaders are kept.
    leaders = max(_LEADERS, 1 << (2 * count - 1).bit_length())
    depth = max(_DEPTH, 2 * count) * (1 if groups is None else _LIMITED)
    wish = Wish(history, Told.of_one(shelf, history), depth, leaders, groups, learnt)
    # Marked on the shelf and read off it: sorting would take longer.
    found = np.zeros(len(shelf), dtype=bool)
    for source in _SOURCES:
        found[source(shelf, wish)] = True
    return np.flatnonzero(found), False


def all_places(shelf: Shelf, groups: Flags | None = None) -> Places:
    return np.arange(len(shelf)) if groups is None else np.flatnonzero(groups[shelf.groups.codes])


def _few(shelf: Shelf, groups: Flags | None) -> Places | None:
    """All that is allowed, where that is not much."""
    if shelf.nearest.index is None:
        return all_places(shelf, groups)
    if groups is None:
        return None
    members = [shelf.members[group] for group in np.flatnonzero(groups)]
    return np.sort(_joined(members)) if sum(len(one) for one in members) <= WHOLE else None


def _near(shelf: Shelf, wish: Wish) -> Places:
    direction = wish.told.interest[0]
    return shelf.nearest.candidates(direction, wish.depth) if direction.any() else _joined([])


def _beside(shelf: Shelf, wish: Wish) -> Places:
    """The best of each recommender."""
    if wish.learnt is None:
        return _joined([])
    joined = wish.learnt.places(shelf)[_joined(list(wish.learnt.best(wish.history, int(wish.depth * _BESIDE))))]
    return joined[joined >= 0]


def _leading(shelf: Shelf, wish: Wish) -> Places:
    return _leaders(shelf, -1, wish.leaders)


def _habitual(shelf: Shelf, wish: Wish) -> Places:
    """The groups that the user, or else the catalogue, turns to most."""
    count, place = len(shelf.groups), wish.told.liked.place
    turned = shelf.groups.codes[place] if len(place) else shelf.groups.codes
    liked: Floats = np.bincount(turned, minlength=count).astype(np.float32)
    if wish.groups is not None:
        liked = np.where(wish.groups, liked, -1.0)
    turned_to = np.argsort(-liked, kind="stable")[:_HABITS]
    return _joined([_leaders(shelf, int(group), wish.leaders // _HABITS) for group in turned_to])


_SOURCES: list[Source] = [_near, _beside, _leading, _habitual]


def _leaders(shelf: Shelf, group: int, count: int) -> Places:
    """What is opened most these days and right now, what is newest, and what is something of both.

    Of one group or, with -1, of all.
    """
    key = ("leaders", group, count)
    if key not in shelf.memo:
        places = np.arange(len(shelf)) if group < 0 else shelf.members[group]
        places = places[shelf.live[places]]
        both = shelf.relative_popularity[places] + shelf.freshness[places]
        orders = (shelf.popularity[places], shelf.published[places], both)
        led = [places[_top(values, count)] for values in orders]
        # Mostly what is popular anyway, and every candidate takes a request's time.
        led.append(places[_top(shelf.trend[places], -(-count // _SHARE_NOW))])
        shelf.memo[key] = np.unique(_joined(led))
    return shelf.memo[key]


def _top(values: NDArray[np.floating[Any]], count: int) -> Places:
    return np.argpartition(-values, count)[:count] if len(values) > count else np.arange(len(values))


def _joined(parts: Sequence[Places]) -> Places:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])
