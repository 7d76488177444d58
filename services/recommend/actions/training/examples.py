"""What a user might have opened, day by day, with what was known of the user before that day, and whether it was.

What was shown tells it, where impressions are sent; else `drawn` makes pages of what was not opened.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from services.recommend import models
from services.recommend.actions.ranking import Shelf, load_shelf
from services.recommend.actions.ranking.features import features
from services.recommend.actions.ranking.shelf import Flags, Floats, Places
from services.recommend.queries import histories
from services.recommend.queries.histories import History
from services.recommend.queries.machines import of_people


@dataclass(frozen=True)
class Examples:
    """One row an item of a page: `features` [n, f], `opened` [n] 0 or 1, `position` [n] from 1, `user` [n] a number.

    `weight` [n]: for how many items like it the row stands. `names`: who a number of `user` is.
    """

    features: Floats
    opened: NDArray[np.float64]
    position: NDArray[np.float64]
    weight: NDArray[np.float64]
    user: NDArray[np.int64]
    names: Sequence[str]

    def __len__(self) -> int:
        return len(self.opened)


@dataclass(frozen=True)
class Page:
    """Of a user's day: `places` of the shelf, `position` from 1, `opened` 0 or 1, and `weight`, [n] each."""

    history: History
    places: Places
    position: NDArray[np.float64]
    opened: NDArray[np.float64]
    weight: NDArray[np.float64]

    def only(self, kept: Flags) -> "Page":
        """The items that are `kept`, bool [n]."""
        rows = (self.position[kept], self.opened[kept], self.weight[kept])
        return Page(self.history, self.places[kept], *rows)


# The pages between two moments, and the shelf as it was at the first of them.
Pages = Callable[[datetime, datetime], tuple[Shelf, list[Page]]]


def days(pages: Pages, *, until: datetime, count: int) -> Iterator[Examples]:
    """The oldest first. Nothing of a day is known to its own examples, so that nothing leaks."""
    for number in range(count, 0, -1):
        start = until - timedelta(days=number)
        found = _day(pages, start, start + timedelta(days=1))
        if found is not None:
            yield found


def join(parts: list[Examples]) -> Examples:
    """A user's day stays apart from another: each has a number of its own."""
    counts = [len(part.names) for part in parts]
    return Examples(
        features=np.concatenate([part.features for part in parts]),
        opened=np.concatenate([part.opened for part in parts]),
        position=np.concatenate([part.position for part in parts]),
        weight=np.concatenate([part.weight for part in parts]),
        user=np.concatenate([part.user + sum(counts[:day]) for day, part in enumerate(parts)]),
        names=[name for part in parts for name in part.names],
    )


def shown(start: datetime, end: datetime) -> tuple[Shelf, list[Page]]:
    """Of what was already published when the day began, with histories as they were then."""
    shelf = load_shelf(as_of=start, whole=True)
    seen, opened = _shown(start, end), _opened(start, end)
    found = []
    for past in histories.histories(sorted(seen), until=start):
        if places := _places(shelf, seen[past.user]):
            clicked = [float((past.user, shelf.keys[place]) in opened) for place in places]
            at, position = np.array(list(places), dtype=np.int64), np.array(list(places.values()), dtype=np.float64)
            found.append(Page(past, at, position, np.array(clicked), np.ones(len(at))))
    return shelf, found


def _day(pages: Pages, start: datetime, end: datetime) -> Examples | None:
    shelf, found = pages(start, end)
    if not found:
        return None
    return Examples(
        features=np.concatenate(features(shelf, [page.history for page in found], [page.places for page in found])),
        opened=np.concatenate([page.opened for page in found]),
        position=np.concatenate([page.position for page in found]),
        weight=np.concatenate([page.weight for page in found]),
        user=np.repeat(np.arange(len(found)), [len(page.places) for page in found]),
        names=[page.history.user for page in found],
    )


def _places(shelf: Shelf, shown: dict[str, int]) -> dict[int, int]:
    """Place on the shelf to position on the page, for what was already published when the day began."""
    return {shelf.places[item]: position for item, position in shown.items() if item in shelf.places}


def _shown(start: datetime, end: datetime) -> dict[str, dict[str, int]]:
    """By user: item to the highest place it had. Machines teach nothing."""
    rows = of_people(models.Impression.objects.filter(at__gt=start, at__lte=end))
    found: dict[str, dict[str, int]] = {}
    for user, item, position in rows.order_by("user", "item", "position").values_list("user", "item", "position"):
        found.setdefault(user, {}).setdefault(item, position)
    return found


def _opened(start: datetime, end: datetime) -> set[tuple[str, str]]:
    rows = models.Event.objects.filter(at__gt=start, at__lte=end, kind__in=histories.wanted())
    return set(rows.values_list("user", "item"))
