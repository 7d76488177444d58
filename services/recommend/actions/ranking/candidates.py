"""Who of a large shelf is worth scoring: a few hundred items, found without looking at all of them.

Each source brings its own: what is near in text, what leads by popularity and age, and what leads in the sections and
languages the user turns to. A source is a function from the shelf to places; another one joins the list in `_SOURCES`.
"""

from collections.abc import Callable

import numpy as np

from services.recommend.actions.ranking.asks import Asks
from services.recommend.actions.ranking.nearest import WHOLE
from services.recommend.actions.ranking.shelf import Flags, Floats, Places, Shelf

# So many times what is wanted, since codes are coarse and rules take some away.
_DEPTH, _MOST = 600, 4
_LEADERS = 300
_HABITS = 4


def candidates(
    shelf: Shelf, asked: Asks, *, version: str, count: int, groups: Flags | None = None
) -> tuple[Places, bool]:
    """Places, ascending, and whether these are all there are. `groups` [groups] are those allowed; all if None.

    `version` names who asks: what leads by its `bias` is found once a shelf.
    """
    among = _among(shelf, groups)
    if among is not None:
        return among, True
    depth = max(_DEPTH, 2 * count) * (1 if groups is None else _MOST)
    found = [source(shelf, asked, version, depth, groups) for source in _SOURCES]
    return np.unique(np.concatenate(found)), False


def everything(shelf: Shelf, groups: Flags | None = None) -> Places:
    return np.arange(len(shelf)) if groups is None else np.flatnonzero(groups[shelf.groups.codes])


def _among(shelf: Shelf, groups: Flags | None) -> Places | None:
    """All of them, where they are few."""
    if len(shelf) <= WHOLE or shelf.nearest.index is None:
        return everything(shelf, groups)
    if groups is None:
        return None
    members = [shelf.members[group] for group in np.flatnonzero(groups)]
    few = sum(len(one) for one in members) <= WHOLE
    return np.sort(np.concatenate(members)) if few and members else (np.zeros(0, np.int64) if not members else None)


def _near(shelf: Shelf, asked: Asks, version: str, depth: int, groups: Flags | None) -> Places:
    direction = asked.vectors[0]
    return shelf.nearest.candidates(direction, depth) if direction.any() else np.zeros(0, np.int64)


def _leading(shelf: Shelf, asked: Asks, version: str, depth: int, groups: Flags | None) -> Places:
    return _leaders(shelf, asked.bias, version, -1)


def _habitual(shelf: Shelf, asked: Asks, version: str, depth: int, groups: Flags | None) -> Places:
    """The groups that the user, or else the catalogue, turns to most."""
    liked = asked.table[0] if asked.table is not None else np.bincount(shelf.groups.codes).astype(np.float32)
    if groups is not None:
        liked = np.where(groups, liked, -np.inf)
    best = [group for group in np.argsort(-liked, kind="stable")[:_HABITS] if liked[group] > -np.inf]
    return np.concatenate([_leaders(shelf, asked.bias, version, int(group)) for group in best])


_SOURCES: list[Callable[[Shelf, Asks, str, int, Flags | None], Places]] = [_near, _leading, _habitual]


def _leaders(shelf: Shelf, bias: Floats, version: str, group: int) -> Places:
    key = (version, group)
    if key not in shelf.leaders:
        places = np.arange(len(shelf)) if group < 0 else shelf.members[group]
        places = places[shelf.live[places]]
        if len(places) > _LEADERS:
            places = places[np.argpartition(-bias[places], _LEADERS)[:_LEADERS]]
        shelf.leaders[key] = places
    return shelf.leaders[key]
