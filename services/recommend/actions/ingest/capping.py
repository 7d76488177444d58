"""Machines that send more than people do are flagged, and what they send beyond the cap is counted, not kept."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

import structlog
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from services.recommend.actions.ingest import tables
from services.recommend.actions.ingest.rows import Row
from services.recommend.models import Activity, Event, Profile

log = structlog.get_logger(__name__)
Day = tuple[str, date]


def drop_capped(events: Sequence[Row]) -> tuple[list[Row], int]:
    """Without what flagged users send on a day that is full: a flood costs one small query a body."""
    flagged = set(Profile.objects.exclude(flagged_at=None).values_list("user", flat=True))
    suspects = {row[1] for row in events} & flagged
    if not suspects:
        return list(events), 0
    rows = Activity.objects.filter(user__in=suspects, events__gte=settings.EVENTS_PER_USER_PER_DAY)
    full = set(rows.values_list("user", "day"))
    dropped = Counter(key for row in events if (key := _day(row)) in full)
    _count_dropped(dropped)
    return [row for row in events if _day(row) not in full], dropped.total()


def enforce_cap(totals: Mapping[Day, int], *, new: Collection[str], events: Sequence[Row], cap: int) -> int:
    """Take back what this body added beyond the cap, and flag who sent it. The number taken back."""
    over = {key: total - cap for key, total in totals.items() if total > cap}
    if not over:
        return 0
    added: dict[Day, list[str]] = defaultdict(list)
    for row in events:
        if row[0] in new and _day(row) in over:
            added[_day(row)].append(row[0])
    surplus = {key: sorted(added[key])[-count:] for key, count in over.items()}
    tables.delete(Event._meta.db_table, [number for ids in surplus.values() for number in ids])
    for (user, day), ids in surplus.items():
        Activity.objects.filter(user=user, day=day).update(events=F("events") - len(ids))
        _flag(user)
    _count_dropped(Counter({key: len(ids) for key, ids in surplus.items()}))
    return sum(map(len, surplus.values()))


def _flag(user: str) -> None:
    profile, _ = Profile.objects.get_or_create(user=user)
    if profile.flagged_at is None:
        profile.flagged_at = timezone.now()
        profile.save(update_fields=["flagged_at"])
        log.warning("user_flagged", reason="events_per_day")


def _count_dropped(dropped: Mapping[Day, int]) -> None:
    for (user, day), count in dropped.items():
        Activity.objects.filter(user=user, day=day).update(dropped=F("dropped") + count)


def _day(row: Row) -> Day:
    return row[1], row[4].date()
