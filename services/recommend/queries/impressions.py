"""What was shown, and how it came to be shown."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from services.recommend import models
from services.recommend.queries.histories import wanted
from services.recommend.queries.machines import of_people


class Beside(NamedTuple):
    """One item on a page of which something was opened."""

    user: str
    request: str
    item: str
    opened: bool


class Shown(NamedTuple):
    """One item on one page. `propensity` is the chance that it had to stand there."""

    user: str
    request: str
    position: int
    item: str
    propensity: float


def by_lot(*, since: datetime, until: datetime, pages: int) -> list[Shown]:
    """Of pages that were drawn, in their order; at most so many pages, machines left out.

    Pages are taken by the key of their response, which senders draw at random.
    """
    rows = _rows(since=since, until=until).filter(propensity__lt=1.0).exclude(request="")
    chosen = rows.order_by("request").values_list("request", flat=True).distinct()[:pages]
    columns = ("user", "request", "position", "item", "propensity")
    found = rows.filter(request__in=list(chosen)) if rows.values("request").distinct().count() > pages else rows
    return [Shown(*row) for row in found.order_by("user", "request", "position").values_list(*columns)]


def chances(
    first: Mapping[tuple[str, str], datetime], *, since: datetime, until: datetime
) -> dict[tuple[str, str], float]:
    """With which chance (user, item) had been shown by lot when it was `first` opened, as far as senders told it."""
    rows = _rows(since=since, until=until).filter(propensity__lt=1.0)
    if not rows.exists():
        return {}
    users, items = ({pair[side] for pair in first} for side in (0, 1))
    shown = rows.filter(user__in=users, item__in=items).order_by("at", "id")
    found: dict[tuple[str, str], float] = {}
    for user, item, at, propensity in shown.values_list("user", "item", "at", "propensity").iterator(chunk_size=10_000):
        if propensity and (user, item) in first and at <= first[user, item]:
            found[user, item] = propensity
    return found


def pages(*, since: datetime, until: datetime, most: int) -> list[Beside]:
    """Of pages of which something was opened, at most so many, in the order of users, pages and items.

    Pages are told apart by the key of their response, which senders draw at random; those without one are left out.
    """
    events = models.Event.objects.filter(at__gt=since, at__lte=until, kind__in=wanted()).exclude(request="")
    chosen = list(events.order_by("request").values_list("request", flat=True).distinct()[:most])
    if not chosen:
        return []
    there = set(events.filter(request__in=chosen).values_list("user", "request", "item"))
    rows = _rows(since=since, until=until).filter(request__in=chosen).order_by("user", "request", "item")
    found = rows.values_list("user", "request", "item").distinct().iterator(chunk_size=10_000)
    return [Beside(*row, opened=row in there) for row in found]


def for_certain(*, since: datetime, until: datetime) -> int:
    """How many were shown without a chance of anything else, or without saying."""
    return _rows(since=since, until=until).exclude(propensity__lt=1.0).count()


def opened(requests: Collection[str], *, since: datetime, until: datetime) -> set[tuple[str, str]]:
    """(response, item) of what was opened there."""
    rows = models.Event.objects.filter(at__gt=since, at__lte=until, kind__in=wanted()).exclude(request="")
    return {pair for pair in rows.values_list("request", "item").iterator(chunk_size=10_000) if pair[0] in requests}


def _rows(*, since: datetime, until: datetime) -> QuerySet[models.Impression]:
    return of_people(models.Impression.objects.filter(at__gt=since, at__lte=until))
