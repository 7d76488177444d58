"""Scores become a list: what may be shown, the best of it, the rules of the surface, and a reason for each.

One way for one user at once and for a batch of them: a published list is what the same request would have got, but
that a batch has the time to rank every item of a large shelf, where a request ranks candidates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from services.recommend.actions.ranking.candidates import all_places, candidates
from services.recommend.actions.ranking.exactly import Everything
from services.recommend.actions.ranking.rankers import Ranker
from services.recommend.actions.ranking.reasons import Reason, explain
from services.recommend.actions.ranking.rules import NONE, Rules, arrange
from services.recommend.actions.ranking.second import FEW
from services.recommend.actions.ranking.shelf import Flags, Floats, Places, Shelf
from services.recommend.actions.ranking.topmost import best
from services.recommend.queries.histories import History

# Habits and behaviour of so many users lie in memory together; enough for every core to have a share.
_AT_ONCE = 256
# For so much of what was seen others are looked for; who has seen more finds enough, or is asked about everything.
_MADE_UP_FOR = 1_000


@dataclass(frozen=True)
class Pick:
    """One item of a list. `reason` is `{"kind": …}` and, where an item of the history caused it, that item."""

    item: str
    score: float
    reason: Reason = field(default_factory=dict)


class Ranked(NamedTuple):
    """A list as rankers leave it: places of the shelf, best first, and their scores, [n] each."""

    places: Places
    scores: Floats


_NOTHING = Ranked(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))


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
) -> list[list[Pick]]:
    """What `rank` finds, with the keys of the items and, unless nobody asks for them, the reasons."""
    found = rank(shelf, histories, ranker, count=count, limits=limits, rules=rules)
    return [
        picks_of(shelf, one, explain(shelf, history, one.places.tolist(), ranker) if reasons else None)
        for history, one in zip(histories, found, strict=True)
    ]


def rank(
    shelf: Shelf,
    histories: Sequence[History],
    ranker: Ranker,
    *,
    count: int,
    limits: Limits | None = None,
    rules: Rules = NONE,
    everything: Everything | None = None,
    whole: bool = False,
) -> list[Ranked]:
    """The best `count` for each that are live and new to the user; nothing for one whom the ranker does not know.

    Equal scores stand in the order of the shelf, so that it is stable. With `everything` no candidates are looked for:
    every item of a large shelf is ranked. `whole` does the same for a ranker that looks at no vector.
    """
    known = [number for number, one in enumerate(histories) if ranker.knows(shelf, one)]
    groups = (limits or Limits()).groups(shelf)
    found = [_NOTHING] * len(histories)
    for start in range(0, len(known), _AT_ONCE):
        numbers = known[start : start + _AT_ONCE]
        part = [histories[number] for number in numbers]
        # The few of the second stage are the same few, however short the list is.
        depth = max(count + rules.reach, FEW)
        asked = (
            [np.sort(places) for places in everything.best(shelf, part, count=depth)]
            if everything
            else [_candidates(shelf, one, ranker, depth, groups, whole) for one in part]
        )
        for number, (places, scores) in zip(numbers, _ranked(shelf, part, ranker, depth, asked), strict=True):
            shown = arrange(shelf, places, scores, rules)[:count]
            found[number] = Ranked(places[shown], scores[shown])
    return found


def picks_of(shelf: Shelf, ranked: Ranked, reasons: Sequence[Reason] | None = None) -> list[Pick]:
    """With their reasons, where they are told."""
    why = reasons or [{} for _ in ranked.places]
    rows = zip(ranked.places.tolist(), ranked.scores.tolist(), why, strict=True)
    return [Pick(shelf.keys[place], score, reason) for place, score, reason in rows]


def _ranked(
    shelf: Shelf, histories: Sequence[History], ranker: Ranker, depth: int, asked: Sequence[Places]
) -> Iterator[tuple[Places, Floats]]:
    """The best `depth` of the places asked about for each, and their scores."""
    for places, scores in zip(asked, ranker.scores(shelf, histories, asked), strict=True):
        order = best(scores, depth)
        yield places[order], scores[order]


def _candidates(
    shelf: Shelf, history: History, ranker: Ranker, depth: int, groups: Flags | None, all_of_them: bool
) -> Places:
    seen = shelf.closed_to(history.user, history.items)
    if all_of_them:
        return _allowed(shelf, all_places(shelf, groups), seen, groups)
    count = depth + min(len(seen), _MADE_UP_FOR)
    found, whole = candidates(shelf, history, count=count, groups=groups, learnt=ranker.learnt)
    allowed = _allowed(shelf, found, seen, groups)
    if not whole and len(allowed) < depth:
        return _allowed(shelf, all_places(shelf, groups), seen, groups)
    return allowed


def _allowed(shelf: Shelf, places: Places, seen: Places, groups: Flags | None) -> Places:
    kept = shelf.live[places]
    if groups is not None:
        kept &= groups[shelf.groups.codes[places]]
    allowed = places[kept]
    if not len(seen) or not len(allowed):
        return allowed
    # Places ascend, so that what was seen can be looked up.
    at = np.minimum(np.searchsorted(allowed, seen), len(allowed) - 1)
    new = np.ones(len(allowed), dtype=bool)
    new[at[allowed[at] == seen]] = False
    return allowed[new]
