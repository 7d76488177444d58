"""What each way would have been opened, told from what was shown by lot: nobody has to be shown anything new.

Only impressions that were sent with the chance they had can tell. A ranking leaves nothing to chance, so each way is
softened: it draws every place of a page, the places above being as they were, its n-th choice n^-POWER times as often
as its first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modelkit.evaluation.offpolicy import Estimate, Shown, doubly_robust, snips
from services.recommend.actions.evaluating.systems import scores
from services.recommend.actions.ranking import Shelf, load_shelf
from services.recommend.actions.ranking.learned import LearnedRanker
from services.recommend.actions.ranking.rankers import POPULAR, TEXT, Ranker, current_ranker
from services.recommend.queries import histories, impressions
from services.recommend.queries.histories import History

# Sharper ways overlap less with what was shown: on simulated readers, whose truth is known, 1 left twice the error.
POWER = 0.7
# With fewer rows of equal weight behind it, an estimate says nothing.
ENOUGH = 100.0
_PAGES_A_DAY = 5_000
# The place of an item that is in the catalogue no more: no way would draw it.
GONE = -1
Column = NDArray[np.float64]


@dataclass(frozen=True)
class Slot:
    """One place of a page: what stood there, and for each way the chances of everything to stand there, [items].

    `expected` [items]: the chance to be opened there, as a model has it; None without a trained one.
    """

    user: str
    place: int
    position: int
    propensity: float
    opened: bool
    chances: Mapping[str, Column]
    expected: Column | None


def ways() -> dict[str, Ranker]:
    """By the name that stands beside their figures; the one in force first."""
    return {one.version: one for one in (current_ranker(), TEXT, POPULAR)}


def estimate(*, until: datetime, days: int) -> dict[str, Any]:
    """Plain JSON: what was opened of what was shown by lot, and what each way would have been."""
    since = until - timedelta(days=days)
    # How much a place on the page takes away is learnt from the days before.
    looked_at = _looked_at(until=since, days=days)
    columns = _Columns()
    for slot in slots(until=until, days=days):
        columns.add(slot, looked_at)
    certain = impressions.for_certain(since=since, until=until)
    told = {"users": len(set(columns.users)), "shown": len(columns.earned), "opened": int(sum(columns.earned))}
    return told | {"certain": certain, "days": days, "ways": columns.estimates()}


def slots(*, until: datetime, days: int) -> Iterator[Slot]:
    """The oldest first. Ways know what was known when a day began; of others, what was when the first did."""
    since = until - timedelta(days=days)
    rankers = {name: one.as_of(since) for name, one in ways().items()}
    for number in range(days, 0, -1):
        start = until - timedelta(days=number)
        end = start + timedelta(days=1)
        shown = impressions.by_lot(since=start, until=end, pages=_PAGES_A_DAY)
        if shown:
            opened = impressions.opened({row.request for row in shown}, since=start, until=end)
            yield from _day(start, shown, opened, rankers)


def _day(
    start: datetime,
    shown: Sequence[impressions.Shown],
    opened: set[tuple[str, str]],
    rankers: Mapping[str, Ranker],
) -> Iterator[Slot]:
    shelf = load_shelf(as_of=start, whole=True)
    past = histories.histories(sorted({row.user for row in shown}), until=start)
    by_user = {one.user: one for one in past}
    for user, rows in groupby(shown, key=lambda row: row.user):
        weights, expected = _weights(shelf, by_user[user], rankers)
        for _request, page in groupby(rows, key=lambda row: row.request):
            yield from _page(shelf, list(page), weights, expected, opened)


def _page(
    shelf: Shelf,
    page: Sequence[impressions.Shown],
    weights: Mapping[str, Column],
    expected: Column | None,
    opened: set[tuple[str, str]],
) -> Iterator[Slot]:
    left = {name: own.copy() for name, own in weights.items()}
    for row in page:
        place = shelf.places.get(row.item, GONE)
        chances = {name: own / own.sum() for name, own in left.items() if own.any()}
        if len(chances) == len(left):
            was = (row.request, row.item) in opened
            yield Slot(row.user, place, row.position, row.propensity, was, chances, expected)
        for own in left.values() if place != GONE else ():
            own[place] = 0.0


def _weights(shelf: Shelf, past: History, rankers: Mapping[str, Ranker]) -> tuple[dict[str, Column], Column | None]:
    """How often each way draws each item, and the chance to be opened that a trained ranker tells."""
    allowed = shelf.live.copy()
    allowed[shelf.closed_to(past.user, past.items)] = False
    weights, expected = {}, None
    for name, ranker in rankers.items():
        own = scores(ranker, shelf, [past])[0].astype(np.float64)
        if isinstance(ranker, LearnedRanker):
            expected = ranker.scores(shelf, [past], [np.arange(len(shelf))])[0].astype(np.float64)
        weights[name] = _softened(own, allowed)
    return weights, expected


def _softened(own: Column, allowed: NDArray[np.bool_]) -> Column:
    from scipy.stats import rankdata

    found = np.zeros(len(own))
    # Equals share the middle of their ranks.
    found[allowed] = rankdata(-own[allowed]) ** -POWER
    return found


def _looked_at(*, until: datetime, days: int) -> dict[int, float]:
    """By position: how much of what a model expects is opened there."""
    expected: dict[int, float] = {}
    seen: dict[int, float] = {}
    for slot in slots(until=until, days=days):
        if slot.expected is not None and slot.place != GONE:
            expected[slot.position] = expected.get(slot.position, 0.0) + float(slot.expected[slot.place])
            seen[slot.position] = seen.get(slot.position, 0.0) + slot.opened
    return {position: seen[position] / one for position, one in expected.items() if one > 0}


class _Columns:
    """What slots say, as the estimators take it."""

    def __init__(self) -> None:
        self.earned: list[float] = []
        self.propensity: list[float] = []
        self.users: list[str] = []
        self.expected: list[float] = []
        self.target: dict[str, list[float]] = {}
        self.of_target: dict[str, list[float]] = {}

    def add(self, slot: Slot, looked_at: Mapping[int, float]) -> None:
        self.earned.append(float(slot.opened))
        self.propensity.append(slot.propensity)
        self.users.append(slot.user)
        for name, own in slot.chances.items():
            self.target.setdefault(name, []).append(_of(own, slot.place))
        if slot.expected is not None:
            expected = slot.expected * looked_at.get(slot.position, 1.0)
            self.expected.append(_of(expected, slot.place))
            for name, own in slot.chances.items():
                self.of_target.setdefault(name, []).append(float(own @ expected))

    def estimates(self) -> dict[str, Any]:
        return {name: self._estimates(name) for name in self.target}

    def _estimates(self, name: str) -> dict[str, Any]:
        _names, users = np.unique(self.users, return_inverse=True)
        shown = Shown(
            earned=np.array(self.earned, dtype=np.float64),
            propensity=np.array(self.propensity, dtype=np.float64),
            target=np.array(self.target[name], dtype=np.float64),
            users=users,
        )
        told = {"snips": _told(snips(shown)), "robust": None}
        if len(self.expected) == len(self.earned):
            expected, of_target = np.array(self.expected), np.array(self.of_target[name])
            told["robust"] = _told(doubly_robust(shown, expected=expected, expected_of_target=of_target))
        return told


def _of(values: Column, place: int) -> float:
    return 0.0 if place == GONE else float(values[place])


def _told(found: Estimate) -> dict[str, Any]:
    return asdict(found)
