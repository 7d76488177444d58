"""What users did lately, as rankers take it."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from math import inf
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Count, FloatField, Func, Min, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate, TruncHour
from django.db.models.functions.datetime import TruncBase

from services.recommend import models
from services.recommend.models.choices import EventKind
from services.recommend.queries.machines import of_people
from shared.compiled import Compiled

# Signs of interest that a list should have foretold.
WANTED = ("click", "like", "comment", "share", "purchase")
PURCHASED = ("purchase",)
_DISMISS = EventKind.DISMISS.value
# What lies further back says little about today, and nothing must make one user's history endless.
LONGEST = 200
# What was touched in so many is not listed again: years of a busy reader. Only a machine does more.
FURTHEST = 20_000
_ALWAYS = Value(datetime(1, 1, 1, tzinfo=UTC))


def wanted() -> tuple[str, ...]:
    """What lists are to bring about: rankers learn to foretell it, and are judged by it."""
    return PURCHASED if settings.RANK_FOR == "purchases" else WANTED


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


class _Epoch(Func):
    """Seconds since 1970, counted by the database: a datetime an event is half of what reading histories takes."""

    output_field = FloatField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, template="EXTRACT(EPOCH FROM %(expressions)s)::float8", **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        # As Django writes them: UTC, and a fraction only where there is one.
        whole, rest = "strftime('%%%%s', %(expressions)s)", "'0' || substr(%(expressions)s, 20)"
        template = f"CAST({whole} AS REAL) + CAST({rest} AS REAL)"
        return super().as_sql(compiler, connection, template=template, **extra)


@dataclass(frozen=True)
class History:
    """One user's latest deeds, the oldest first, and the items that were touched only `before` these.

    `labels`, where somebody asked for them, are what the profile tells.
    """

    user: str
    deeds: Sequence[Deed] = ()
    labels: Sequence[str] = ()
    before: frozenset[str] = frozenset()

    @cached_property
    def items(self) -> frozenset[str]:
        """All that was ever touched, which is not to be listed."""
        return self.before.union(deed.item for deed in self.deeds)

    @cached_property
    def standing(self) -> Sequence[Deed]:
        """Without what a later dismissal of the same item took back."""
        # Most users never dismiss anything.
        if all(deed.kind != _DISMISS for deed in self.deeds):
            return self.deeds
        dismissed: set[str] = set()
        found = []
        for deed in reversed(self.deeds):
            if deed.item not in dismissed:
                found.append(deed)
            if deed.kind == _DISMISS:
                dismissed.add(deed.item)
        return found[::-1]

    @cached_property
    def liked(self) -> Sequence[Deed]:
        """Those that speak for their items: a dismissal never does."""
        return [deed for deed in self.standing if deed.kind != _DISMISS]

    @cached_property
    def memo(self) -> dict[Hashable, Any]:
        """What rankers work out of it once."""
        return {}

    def without(self, *items: str) -> "History":
        """As if the items had never been touched."""
        gone = frozenset(items)
        return replace(self, deeds=[deed for deed in self.deeds if deed.item not in gone], before=self.before - gone)

    @classmethod
    def of(cls, user: str, deeds: Sequence[Deed], touched: Iterable[str]) -> "History":
        """`touched` are all items, of the deeds or not."""
        return cls(user, deeds, before=frozenset(touched).difference(deed.item for deed in deeds))


def history(user: str, *, until: datetime | None = None) -> History:
    """Two statements for one who did much, else one."""
    events = models.Event.objects.filter(user=user)
    events = events if until is None else events.filter(at__lte=until)
    found = _latest.rows(user) if until is None else list(_lately(events))
    deeds = [Deed(item, kind, at) for item, kind, at in reversed(found)]
    return History.of(user, deeds, _touched(events) if len(deeds) == LONGEST else ())


def _touched(events: QuerySet[models.Event]) -> QuerySet[models.Event, str]:
    """The items of the latest `FURTHEST`."""
    since = Subquery(events.order_by("-at").values("at")[FURTHEST - 1 : FURTHEST])
    return events.filter(at__gte=Coalesce(since, _ALWAYS)).order_by().values_list("item", flat=True).distinct()


def _lately(events: QuerySet[models.Event]) -> QuerySet[models.Event, tuple[str, str, float]]:
    return events.order_by("-at", "-id").values_list("item", "kind", _Epoch("at"))[:LONGEST]


_latest = Compiled(lambda user: _lately(models.Event.objects.filter(user=user)))


def histories(users: Sequence[str], *, until: datetime) -> list[History]:
    """One each, in the order asked for; one statement for all."""
    events = models.Event.objects.filter(user__in=users, at__lte=until)
    deeds = _by_arrays(events) if connection.vendor == "postgresql" else _by_rows(events)
    return [_of(user, deeds.get(user, [])) for user in users]


def _of(user: str, deeds: Sequence[Deed]) -> History:
    # As `_touched` has it, to the last of several that were done at one moment.
    since = deeds[-FURTHEST].at if len(deeds) >= FURTHEST else -inf
    return History.of(user, deeds[-LONGEST:], (deed.item for deed in deeds[:-LONGEST] if deed.at >= since))


def _by_rows(events: QuerySet[models.Event]) -> dict[str, list[Deed]]:
    deeds: dict[str, list[Deed]] = defaultdict(list)
    told = events.order_by("user", "at", "id").values_list("user", "item", "kind", _Epoch("at"))
    for user, item, kind, at in told.iterator(chunk_size=10_000):
        deeds[user].append(Deed(item, kind, at))
    return deeds


def _by_arrays(events: QuerySet[models.Event]) -> dict[str, list[Deed]]:
    """A row a user: event by event, others who need the interpreter would wait for it several times as long."""
    from django.contrib.postgres.aggregates import ArrayAgg

    columns = {"items": "item", "kinds": "kind", "times": _Epoch("at")}
    arrays = {name: ArrayAgg(of, order_by=("at", "id")) for name, of in columns.items()}
    told = events.order_by().values_list("user").annotate(**arrays)
    return {user: list(map(Deed, items, kinds, times)) for user, items, kinds, times in told}


def users(*, until: datetime, between: tuple[str, str] | None = None) -> list[str]:
    """Everybody who did something or has a profile, and is not a machine; `between` the first and the last that count.

    The database compares and sorts, which by the rules of a language goes otherwise than here: ranges that were cut in
    one order and read in the other would lose some users and hold others twice.
    """
    profiles = models.Profile.objects.filter(created_at__lte=until)
    active = models.Activity.objects.filter(day__lte=until.date(), events__gt=0)
    if between is not None:
        profiles, active = profiles.filter(user__range=between), active.filter(user__range=between)
    machines = set(profiles.exclude(flagged_at=None).values_list("user", flat=True))
    known = profiles.order_by().values_list("user", flat=True)
    everybody = known.union(active.values_list("user", flat=True)).order_by("user")
    return [user for user in everybody if user not in machines]


def daily_counts(*, since: datetime, until: datetime) -> list[tuple[str, str, date, int]]:
    """(item, kind, day, events of that day); machines do not count."""
    return list(_counts(TruncDate("at"), since=since, until=until))


def hourly_counts(*, since: datetime, until: datetime) -> list[tuple[str, str, datetime, int]]:
    """(item, kind, beginning of the hour, events of that hour); machines do not count."""
    return list(_counts(TruncHour("at"), since=since, until=until))


def _counts(part: TruncBase, *, since: datetime, until: datetime) -> QuerySet[models.Event, tuple[str, str, Any, int]]:
    rows = of_people(models.Event.objects.filter(at__gt=since, at__lte=until))
    counted = rows.annotate(part=part).values("item", "kind", "part").annotate(count=Count("id"))
    return counted.order_by("item", "kind", "part").values_list("item", "kind", "part", "count")


def readers(*, since: datetime, until: datetime) -> tuple[dict[str, int], int]:
    """How many users opened each item, and how many opened anything; machines do not count."""
    rows = of_people(models.Event.objects.filter(at__gt=since, at__lte=until, kind__in=WANTED))
    counted = rows.order_by().values("item").annotate(users=Count("user", distinct=True))
    found = dict(counted.values_list("item", "users").iterator(chunk_size=10_000))
    return found, rows.aggregate(users=Count("user", distinct=True))["users"]


def opened(*, since: datetime, until: datetime, most: int) -> list[Opened]:
    """The latest so many, in the order of time; machines do not count."""
    rows = of_people(models.Event.objects.filter(at__gt=since, at__lte=until, kind__in=WANTED))
    first = rows.values("user", "item").annotate(first=Min("at")).order_by("-first", "user", "item")
    return [Opened(*row) for row in first.values_list("user", "item", "first")[:most]][::-1]
