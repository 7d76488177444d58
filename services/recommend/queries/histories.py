"""What users did lately, as rankers take it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, Min
from django.db.models.functions import TruncDate

from services.recommend import models

# Signs of interest that a list should have foretold.
WANTED = ("click", "like", "comment", "share", "purchase")
# What lies further back says little about today, and nothing must make one user's history endless.
LONGEST = 200


class Deed(NamedTuple):
    """An event without what ranking does not need; `at` in seconds since 1970."""

    item: str
    kind: str
    at: float


class Opened(NamedTuple):
    """The first time that a user opened an item."""

    user: str
    item: str
    at: datetime


@dataclass(frozen=True)
class History:
    """One user's deeds, the oldest first."""

    user: str
    deeds: Sequence[Deed] = ()

    @property
    def items(self) -> set[str]:
        return {deed.item for deed in self.deeds}

    def without(self, item: str) -> "History":
        """As if the item had never been touched."""
        return History(self.user, [deed for deed in self.deeds if deed.item != item])


def history(user: str, *, until: datetime | None = None) -> History:
    rows = models.Event.objects.filter(user=user)
    if until is not None:
        rows = rows.filter(at__lte=until)
    found = rows.order_by("-at", "-id").values_list("item", "kind", "at")[:LONGEST]
    return History(user, [Deed(item, kind, at.timestamp()) for item, kind, at in reversed(found)])


def histories(users: Sequence[str], *, until: datetime) -> list[History]:
    """One each, in the order asked for; one statement for all."""
    deeds: dict[str, list[Deed]] = {user: [] for user in users}
    rows = models.Event.objects.filter(user__in=users, at__lte=until).order_by("user", "at", "id")
    for user, item, kind, at in rows.values_list("user", "item", "kind", "at").iterator(chunk_size=10_000):
        deeds[user].append(Deed(item, kind, at.timestamp()))
    return [History(user, deeds[user][-LONGEST:]) for user in users]


def users(*, until: datetime, first: str = "", last: str = "") -> list[str]:
    """Everybody who did something or has a profile, and is not a machine; in order, between `first` and `last`."""
    profiles = models.Profile.objects.filter(created_at__lte=until)
    active = models.Activity.objects.filter(day__lte=until.date(), events__gt=0)
    if last:
        profiles = profiles.filter(user__gte=first, user__lte=last)
        active = active.filter(user__gte=first, user__lte=last)
    machines = set(profiles.exclude(flagged_at=None).values_list("user", flat=True))
    found = set(profiles.values_list("user", flat=True)) | set(active.values_list("user", flat=True))
    return sorted(found - machines)


def daily_counts(*, since: datetime, until: datetime) -> list[tuple[str, str, date, int]]:
    """(item, kind, day, events of that day); machines do not count."""
    machines = models.Profile.objects.exclude(flagged_at=None).values("user")
    rows = models.Event.objects.filter(at__gt=since, at__lte=until).exclude(user__in=machines)
    counted = rows.annotate(day=TruncDate("at")).values("item", "kind", "day").annotate(count=Count("id"))
    return [(row["item"], row["kind"], row["day"], row["count"]) for row in counted.order_by("item", "kind", "day")]


def opened(*, since: datetime, until: datetime, most: int) -> list[Opened]:
    """The latest so many, in the order of time; machines do not count."""
    machines = models.Profile.objects.exclude(flagged_at=None).values("user")
    rows = models.Event.objects.filter(at__gt=since, at__lte=until, kind__in=WANTED).exclude(user__in=machines)
    first = rows.values("user", "item").annotate(first=Min("at")).order_by("-first", "user", "item")
    return [Opened(*row) for row in first.values_list("user", "item", "first")[:most]][::-1]
