"""Scores become a list: what may be shown, the best of it, the rules of the surface, and a reason for each.

One way for one user at once and for a batch of them: a published list is what the same request would have got, but
that a batch has the time to rank every item of a large shelf, where a request ranks candidates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from services.recommend.actions.ranking.candidates import all_places, candidates
from services.recommend.actions.ranking.exactly import Everything
from services.recommend.actions.ranking.rankers import Ranker
from services.recommend.actions.ranking.reasons import Reason, explain
from services.recommend.actions.ranking.rules import NONE, Rules, arrange
from services.recommend.actions.ranking.shelf import Flags, Floats, Places, Shelf
from services.recommend.queries.histories import History

# Habits and behaviour of so many users lie in memory together.
_AT_ONCE = 128
# One for all: making a hundred for each user takes longer than ranking for them.
_NOT_TOLD: Reason = {}


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
    histories: Sequence[History],
    ranker: Ranker,
    *,
    count: int,
    limits: Limits | None = None,
    rules: Rules = NONE,
    reasons: bool = True,
    everything: Everything | None = None,
) -> list[list[Pick]]:
    """The best `count` for each that are live and new to the user; nothing for one whom the ranker does not know.

    Equal scores stand in the order of the shelf, so that it is stable. With `everything` no candidates are looked for:
    every item of a large shelf is ranked.
    """
    known = [number for number, one in enumerate(histories) if ranker.knows(shelf, one)]
    groups = (limits or Limits()).groups(shelf)
    found: list[list[Pick]] = [[] for _ in histories]
    for start in range(0, len(known), _AT_ONCE):
        numbers = known[start : start + _AT_ONCE]
        part = [histories[number] for number in numbers]
        depth = count + rules.reach
        asked = (
            [np.sort(places) for places in everything.best(shelf, part, count=depth)]
            if everything
            else [_candidates(shelf, one, ranker, depth, groups) for one in part]
        )
        ranked = _ranked(shelf, part, ranker, depth, asked)
        for number, one, (places, scores) in zip(numbers, part, ranked, strict=True):
            shown = arrange(shelf, places, scores, rules)[:count]
            found[number] = _picks(shelf, one, ranker, places[shown], scores[shown], reasons=reasons)
    return found


def _ranked(
    shelf: Shelf, histories: Sequence[History], ranker: Ranker, depth: int, asked: Sequence[Places]
) -> Iterator[tuple[Places, Floats]]:
    """The best `depth` of the places asked about for each, and their scores."""
    for places, scores in zip(asked, ranker.scores(shelf, histories, asked), strict=True):
        order = best(scores, depth)
        yield places[order], scores[order]


def _candidates(shelf: Shelf, history: History, ranker: Ranker, depth: int, groups: Flags | None) -> Places:
    seen = np.array([shelf.places[item] for item in history.items if item in shelf.places], dtype=np.int64)
    found, whole = candidates(shelf, history, count=depth + len(seen), groups=groups, learnt=ranker.learnt)
    allowed = _allowed(shelf, found, seen, groups)
    if not whole and len(allowed) < depth:
        return _allowed(shelf, all_places(shelf, groups), seen, groups)
    return allowed


def _picks(
    shelf: Shelf, history: History, ranker: Ranker, places: Places, scores: Floats, *, reasons: bool
) -> list[Pick]:
    why = explain(shelf, history, places.tolist(), ranker) if reasons else [_NOT_TOLD] * len(places)
    rows = zip(places.tolist(), scores.tolist(), why, strict=True)
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
    allowed = places[kept]
    if not len(seen) or not len(allowed):
        return allowed
    # Places ascend, so that what was seen can be looked up.
    at = np.minimum(np.searchsorted(allowed, seen), len(allowed) - 1)
    return np.delete(allowed, at[allowed[at] == seen])
