"""Requests that two versions ranked, and what their users opened afterwards."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from services.recommend import models
from services.recommend.queries.histories import wanted

DAYS = 28
# What was opened later than this owes nothing to the request.
HORIZON = timedelta(days=1)
_MOST = 20_000


class Watched(NamedTuple):
    """Item keys, best first; `opened` is empty where nothing was, or where it is too early to say."""

    user: str
    live: Sequence[str]
    shadow: Sequence[str]
    opened: frozenset[str]


def watched(*, live: str, shadow: str, now: datetime) -> list[Watched]:
    """The latest so many, ordered by user."""
    rows = models.Shadowed.objects.filter(live=live, shadow=shadow).exclude(shadow_items__isnull=True)
    columns = ("user", "at", "live_items", "shadow_items")
    found = sorted(rows.order_by("-at").values_list(*columns)[:_MOST], key=lambda row: (row[0], row[1]))
    settled = [row for row in found if row[1] <= now - HORIZON]
    opens = _first_opened([row[0] for row in settled])
    return [
        Watched(user, first, second, _after(opens[user], at) if at <= now - HORIZON else frozenset())
        for user, at, first, second in found
    ]


def _after(opens: dict[str, datetime], at: datetime) -> frozenset[str]:
    return frozenset(item for item, first in opens.items() if at < first <= at + HORIZON)


def _first_opened(users: Sequence[str]) -> dict[str, dict[str, datetime]]:
    """By user and item: what had been opened before is on neither list."""
    found: dict[str, dict[str, datetime]] = defaultdict(dict)
    rows = models.Event.objects.filter(user__in=set(users), kind__in=wanted()).order_by("at")
    for user, item, at in rows.values_list("user", "item", "at").iterator(chunk_size=10_000):
        found[user].setdefault(item, at)
    return found
