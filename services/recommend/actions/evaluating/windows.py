"""Rolling windows of global time: what was known at a moment is asked about what came in the days behind it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import compress

from django.db.models import Min

from services.recommend import models
from services.recommend.actions.ranking import Shelf, load_shelf
from services.recommend.queries import histories, impressions
from services.recommend.queries.histories import History
from services.recommend.queries.machines import of_people

# The days that a training holds out to measure with, of which no version knows anything.
HELD_OUT = 4


@dataclass(frozen=True)
class Window:
    """At `at`, these users with these histories; `targets` are the items each opened for the first time afterwards.

    `chances` are those with which targets had been shown, as far as senders told them.
    """

    at: datetime
    shelf: Shelf
    histories: list[History]
    targets: list[set[str]]
    chances: list[dict[str, float]]

    def thinned(self, most: int) -> "Window":
        """At most so many users, spread over all, who stand in order."""
        step = -(-len(self.histories) // max(most, 1))
        return self.only([number % max(step, 1) == 0 for number in range(len(self.histories))])

    def only(self, kept: Sequence[bool]) -> "Window":
        """The users who are `kept`."""
        return replace(
            self,
            histories=list(compress(self.histories, kept)),
            targets=list(compress(self.targets, kept)),
            chances=list(compress(self.chances, kept)),
        )


def windows(*, until: datetime, count: int, days: int) -> Iterator[Window]:
    """The latest first. Only items that were live at the moment can be foretold, so only those are asked for."""
    for number in range(count):
        at = until - timedelta(days=days * (number + 1))
        found = window(at, at + timedelta(days=days))
        if found.histories:
            yield found


def window(at: datetime, end: datetime) -> Window:
    """With nobody in it where nothing new was opened."""
    shelf = load_shelf(as_of=at, whole=True)
    rows = of_people(models.Event.objects.filter(at__gt=at, at__lte=end, kind__in=histories.wanted()))
    opened: dict[str, dict[str, datetime]] = {}
    first = rows.values("user", "item").annotate(first=Min("at")).order_by("user", "item")
    for user, item, moment in first.values_list("user", "item", "first"):
        place = shelf.places.get(item)
        if place is not None and shelf.live[place] and place not in shelf.owned_by(user):
            opened.setdefault(user, {})[item] = moment
    past = histories.histories(sorted(opened), until=at)
    fresh = [(one, set(opened[one.user]) - one.items) for one in past]
    kept = [(one, targets) for one, targets in fresh if targets]
    when = {(one.user, item): opened[one.user][item] for one, targets in kept for item in targets}
    told = impressions.chances(when, since=at, until=end)
    chances = [{item: told[one.user, item] for item in targets if (one.user, item) in told} for one, targets in kept]
    return Window(at, shelf, [one for one, _targets in kept], [targets for _one, targets in kept], chances)
