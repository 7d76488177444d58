"""Scores become a list: what may be shown, the best of it, the rules of the surface, and a reason for each."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from services.recommend.actions.ranking.candidates import candidates, everything
from services.recommend.actions.ranking.rankers import Ranker
from services.recommend.actions.ranking.reasons import Reason, explain
from services.recommend.actions.ranking.rules import NONE, Rules, arrange
from services.recommend.actions.ranking.shelf import Flags, Floats, Places, Shelf
from services.recommend.queries.histories import History


@dataclass(frozen=True)
class Pick:
    """One item of a list. `reason` is `{"kind": …}` and, where an item of the history caused it, that item."""

    item: str
    score: float
    reason: Reason = field(default_factory=dict)


@dataclass(frozen=True)
class Limits:
    """What a list is limited to; empty means to nothing."""

    category: str = ""
    languages: Sequence[str] = ()

    def groups(self, shelf: Shelf) -> Flags | None:
        """Which groups of the shelf are allowed, bool [groups]; None for all."""
        if not self.category and not self.languages:
            return None
        allowed = np.ones(len(shelf.groups), dtype=bool)
        if self.category:
            allowed &= shelf.category.among([self.category])[shelf.groups.category]
        if self.languages:
            # What has no language is for everybody.
            allowed &= shelf.language.among([*self.languages, ""])[shelf.groups.language]
        return allowed


def choose(
    shelf: Shelf,
    history: History,
    ranker: Ranker,
    *,
    count: int,
    limits: Limits | None = None,
    rules: Rules = NONE,
    reasons: bool = True,
) -> list[Pick]:
    """The best `count` that are live and new to the user; of one of whom the ranker knows nothing, nothing.

    Equal scores stand in the order of the shelf, so that it is stable.
    """
    asked = ranker.asks(shelf, [history])
    if not asked.known[0]:
        return []
    groups, depth = (limits or Limits()).groups(shelf), count + rules.reach
    seen = np.array([shelf.places[item] for item in history.items if item in shelf.places], dtype=np.int64)
    places, whole = candidates(shelf, asked, version=ranker.version, count=depth + len(seen), groups=groups)
    places = _allowed(shelf, places, seen, groups)
    if not whole and len(places) < depth:
        places = _allowed(shelf, everything(shelf, groups), seen, groups)
    scores = asked.at(shelf, places)[0]
    order = best(scores, depth)
    places, scores = places[order], scores[order]
    shown = arrange(shelf, places, scores, rules)[:count]
    places, told = places[shown], ranker.score(scores[shown])
    why = explain(shelf, history, places.tolist(), ranker) if reasons else [{} for _ in places]
    rows = zip(places.tolist(), told.tolist(), why, strict=True)
    return [Pick(shelf.keys[place], score, reason) for place, score, reason in rows]


def best(scores: Floats, count: int) -> Places:
    """Indices of the highest, the first first among equals; what is -inf is left out."""
    count = min(count, int(np.count_nonzero(scores > -np.inf)))
    if count == 0:
        return np.zeros(0, dtype=np.int64)
    # The bar is the count-th best value: everything above it is in, ties at it are cut by place.
    bar = np.partition(scores, len(scores) - count)[len(scores) - count]
    reached = np.flatnonzero(scores >= bar)
    return reached[np.argsort(-scores[reached], kind="stable")][:count]


def _allowed(shelf: Shelf, places: Places, seen: Places, groups: Flags | None) -> Places:
    kept = shelf.live[places]
    if groups is not None:
        kept &= groups[shelf.groups.codes[places]]
    if len(seen):
        kept &= ~np.isin(places, seen)
    return places[kept]
