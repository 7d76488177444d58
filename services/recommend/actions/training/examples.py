"""What was shown, day by day, with what was known of the user before that day, and whether it was opened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from services.recommend import models
from services.recommend.actions.ranking import Shelf, load_shelf
from services.recommend.actions.ranking.features import features
from services.recommend.actions.ranking.shelf import Floats
from services.recommend.queries import histories


@dataclass(frozen=True)
class Examples:
    """One row an item shown: `features` [n, f], `opened` [n] 0 or 1, `position` [n] from 1, `user` [n] a number."""

    features: Floats
    opened: NDArray[np.float64]
    position: NDArray[np.float64]
    user: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.opened)


def days(*, until: datetime, count: int) -> Iterator[Examples]:
    """The oldest first. Nothing of a day is known to its own examples, so that nothing leaks."""
    for number in range(count, 0, -1):
        start = until - timedelta(days=number)
        found = _day(start, start + timedelta(days=1))
        if found is not None:
            yield found


def join(parts: list[Examples]) -> Examples:
    """A user of one day stays apart from those of another, who have the same numbers."""
    counts = [int(part.user.max(initial=-1)) + 1 for part in parts]
    return Examples(
        features=np.concatenate([part.features for part in parts]),
        opened=np.concatenate([part.opened for part in parts]),
        position=np.concatenate([part.position for part in parts]),
        user=np.concatenate([part.user + sum(counts[:day]) for day, part in enumerate(parts)]),
    )


def _day(start: datetime, end: datetime) -> Examples | None:
    shelf = load_shelf(as_of=start, whole=True)
    shown, opened = _shown(start, end), _opened(start, end)
    past = histories.histories(sorted(shown), until=start)
    asked = [(number, one, _places(shelf, shown[one.user])) for number, one in enumerate(past)]
    asked = [(number, one, places) for number, one, places in asked if places]
    if not asked:
        return None
    rows = [np.array(list(places), dtype=np.int64) for _number, _one, places in asked]
    pairs = [(one.user, shelf.keys[place]) for _number, one, places in asked for place in places]
    return Examples(
        features=np.concatenate(features(shelf, [one for _number, one, _places in asked], rows)),
        opened=np.array([float(pair in opened) for pair in pairs]),
        position=np.array([float(position) for _number, _one, places in asked for position in places.values()]),
        user=np.array([number for number, _one, places in asked for _place in places]),
    )


def _places(shelf: Shelf, shown: dict[str, int]) -> dict[int, int]:
    """Place on the shelf to position on the page, for what was already published when the day began."""
    return {shelf.places[item]: position for item, position in shown.items() if item in shelf.places}


def _shown(start: datetime, end: datetime) -> dict[str, dict[str, int]]:
    """By user: item to the highest place it had. Machines teach nothing."""
    machines = models.Profile.objects.exclude(flagged_at=None).values("user")
    rows = models.Impression.objects.filter(at__gt=start, at__lte=end).exclude(user__in=machines)
    found: dict[str, dict[str, int]] = {}
    for user, item, position in rows.order_by("user", "item", "position").values_list("user", "item", "position"):
        found.setdefault(user, {}).setdefault(item, position)
    return found


def _opened(start: datetime, end: datetime) -> set[tuple[str, str]]:
    rows = models.Event.objects.filter(at__gt=start, at__lte=end, kind__in=histories.WANTED)
    return set(rows.values_list("user", "item"))
