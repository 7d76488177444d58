"""Machines that send more than people do are flagged, and what they send beyond the cap is counted, not kept."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

import structlog
from django.db.models import F, Q
from django.utils import timezone

from services.recommend.actions.ingest import tables
from services.recommend.actions.ingest.sorts import SORTS, Day, Row, Sort
from services.recommend.models import Activity, Profile

log = structlog.get_logger(__name__)
Sent = Mapping[Sort, Sequence[Row]]


def drop_capped(sent: Sent) -> tuple[Sent, Counter[Day]]:
    """Without what those who sent too much before send on a day that is full, and how much that was.

    A flood costs one small query a body.
    """
    before = Profile.objects.filter(Q(flagged_at__isnull=False) | Q(cleared_at__isnull=False))
    suspects = {row[1] for rows in sent.values() for row in rows} & set(before.values_list("user", flat=True))
    if not suspects:
        return sent, Counter()
    full = _full(suspects)
    dropped = Counter(day for sort, rows in sent.items() for row in rows if (day := sort.day(row)) in full[sort])
    return {sort: [row for row in rows if sort.day(row) not in full[sort]] for sort, rows in sent.items()}, dropped


def _full(users: Collection[str]) -> dict[Sort, set[Day]]:
    any_full = Q(*((f"{sort.counter}__gte", sort.cap) for sort in SORTS), _connector=Q.OR)
    days = list(Activity.objects.filter(any_full, user__in=users))
    return {sort: {(one.user, one.day) for one in days if getattr(one, sort.counter) >= sort.cap} for sort in SORTS}


def enforce_cap(sort: Sort, rows: Sequence[Row], *, new: Collection[str], totals: Mapping[Day, int]) -> int:
    """Take back what this body added beyond the cap, and flag who sent it. The number taken back."""
    over = {day: total - sort.cap for day, total in totals.items() if total > sort.cap}
    if not over:
        return 0
    added: dict[Day, list[str]] = defaultdict(list)
    for row in rows:
        if row[0] in new and sort.day(row) in over:
            added[sort.day(row)].append(row[0])
    surplus = {day: sorted(ids)[-over[day] :] for day, ids in sorted(added.items())}
    tables.delete(sort.table, [number for ids in surplus.values() for number in ids])
    for (user, day), ids in surplus.items():
        moved = {sort.counter: F(sort.counter) - len(ids), "dropped": F("dropped") + len(ids)}
        Activity.objects.filter(user=user, day=day).update(**moved)
        _flag(user, reason=f"{sort.counter}_per_day")
    return sum(map(len, surplus.values()))


def _flag(user: str, *, reason: str) -> None:
    """But for whom an editor has cleared: the cap holds for them as well, and that is enough."""
    Profile.objects.get_or_create(user=user)
    if Profile.objects.filter(user=user, flagged_at=None, cleared_at=None).update(flagged_at=timezone.now()):
        log.warning("user_flagged", reason=reason)
