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

from services.recommend.actions.ranking import text
from services.recommend.actions.ranking.behaviour import Behaviour
from services.recommend.actions.ranking.nearest import WHOLE
from services.recommend.actions.ranking.shelf import Flags, Floats, Places, Shelf
from services.recommend.actions.ranking.touched import Touched
from services.recommend.queries.histories import History

# From each source; rules and what was seen take some away, a limit to few groups most.
_DEPTH, _LIMITED = 300, 4
_LEADERS, _OF_A_GROUP = 150, 50
_HABITS = 4


@dataclass(frozen=True)
class Wish:
    """`groups` [groups] of the shelf are allowed, all if None."""

    history: History
    depth: int
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
    wish = Wish(history, max(_DEPTH, 2 * count) * (1 if groups is None else _LIMITED), groups, learnt)
    return np.unique(np.concatenate([source(shelf, wish) for source in _SOURCES])), False


def everything(shelf: Shelf, groups: Flags | None = None) -> Places:
    return np.arange(len(shelf)) if groups is None else np.flatnonzero(groups[shelf.groups.codes])


def _few(shelf: Shelf, groups: Flags | None) -> Places | None:
    """All that is allowed, where that is not much."""
    if shelf.nearest.index is None:
        return everything(shelf, groups)
    if groups is None:
        return None
    members = [shelf.members[group] for group in np.flatnonzero(groups)]
    return np.sort(_joined(members)) if sum(len(one) for one in members) <= WHOLE else None


def _near(shelf: Shelf, wish: Wish) -> Places:
    direction = text.interest(shelf, Touched.of(shelf, [wish.history]), [wish.history])
    return shelf.nearest.candidates(text.unit(direction)[0], wish.depth) if direction.any() else _joined([])


def _beside(shelf: Shelf, wish: Wish) -> Places:
    """The best of each recommender."""
    if wish.learnt is None:
        return _joined([])
    places, found = wish.learnt.places(shelf), []
    for scores in wish.learnt.scores([wish.history]).values():
        own = scores[0]
        best = _top(own, wish.depth)
        found.append(places[best[own[best] > 0]])
    joined = _joined(found)
    return joined[joined >= 0]


def _leading(shelf: Shelf, wish: Wish) -> Places:
    return _leaders(shelf, -1)


def _habitual(shelf: Shelf, wish: Wish) -> Places:
    """The groups that the user, or else the catalogue, turns to most."""
    touched = Touched.of(shelf, [wish.history])
    count = len(shelf.groups)
    turned = shelf.groups.codes[touched.place] if len(touched.place) else shelf.groups.codes
    liked: Floats = np.bincount(turned, minlength=count).astype(np.float32)
    if wish.groups is not None:
        liked = np.where(wish.groups, liked, -1.0)
    return _joined([_leaders(shelf, int(group)) for group in np.argsort(-liked, kind="stable")[:_HABITS]])


_SOURCES: list[Source] = [_near, _beside, _leading, _habitual]


def _leaders(shelf: Shelf, group: int) -> Places:
    """What is opened most now, what is newest, and what is something of both; of one group or, with -1, of all."""
    key = ("leaders", group)
    if key not in shelf.memo:
        places = np.arange(len(shelf)) if group < 0 else shelf.members[group]
        places, count = places[shelf.live[places]], _LEADERS if group < 0 else _OF_A_GROUP
        both = shelf.relative_popularity[places] + shelf.freshness[places]
        orders = (shelf.popularity[places], shelf.published[places], both)
        shelf.memo[key] = np.unique(_joined([places[_top(values, count)] for values in orders]))
    return shelf.memo[key]


def _top(values: NDArray[np.floating[Any]], count: int) -> Places:
    return np.argpartition(-values, count)[:count] if len(values) > count else np.arange(len(values))


def _joined(parts: Sequence[Places]) -> Places:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])
