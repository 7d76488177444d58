"""Sources with how they do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from services.sentiment import models

# A source is late when it missed so many visits in a row.
_MISSED_VISITS = 3
STATES = ("well", "failing", "late", "new", "off")


@dataclass(frozen=True)
class Health:
    """How a source does; counts are of the last 24 hours."""

    source: models.Source
    state: str
    visits: int = 0
    failed: int = 0
    stored: int = 0
    received: int = 0
    saved: int = 0
    running: bool = False
    error: Mapping[str, Any] = field(default_factory=dict)

    @property
    def saved_share(self) -> float | None:
        """Of what would have been sent, had nothing been known."""
        return self.saved / (self.saved + self.received) if self.saved + self.received else None


def sources(*, search: str = "", kind: str = "", state: str = "", now: datetime) -> QuerySet[models.Source]:
    """By name."""
    rows = models.Source.objects.order_by("name")
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(url__icontains=search) | Q(group__icontains=search))
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        # Lateness compares two columns in ways that databases spell differently; sources are few.
        rows = rows.filter(pk__in=[row.pk for row in rows if state_of(row, now) == state])
    return rows


def state_of(source: models.Source, now: datetime) -> str:
    """One of `STATES`: the first that is true, the worst first."""
    if not source.enabled:
        return "off"
    if source.failures:
        return "failing"
    if source.last_success_at is None:
        return "new"
    patience = timedelta(seconds=_MISSED_VISITS * source.poll_seconds)
    # An archive is read once.
    return "late" if source.kind != "archive" and source.last_success_at < now - patience else "well"


def healths(rows: list[models.Source], *, now: datetime) -> list[Health]:
    """In the order given, in a few queries however many they are."""
    since = now - timedelta(hours=24)
    counted = models.Crawl.objects.filter(source__in=rows, started_at__gte=since).order_by().values("source")
    sums: dict[int, dict[str, Any]] = {
        row["source"]: {name: value for name, value in row.items() if name != "source"}
        for row in counted.annotate(
            visits=Count("pk"),
            failed=Count("pk", filter=Q(state=models.Crawl.State.FAILED)),
            stored=Sum("stored"),
            received=Sum("bytes_received"),
            saved=Sum("bytes_saved"),
        )
    }
    running = set(
        models.Crawl.objects.filter(source__in=rows, state=models.Crawl.State.RUNNING).values_list("source", flat=True)
    )
    errors = _last_errors(rows)
    return [
        Health(row, state_of(row, now), running=row.pk in running, error=errors[row.pk], **sums.get(row.pk, {}))
        for row in rows
    ]


def _last_errors(rows: list[models.Source]) -> dict[int, Mapping[str, Any]]:
    """What `last_error` says, with its code where the visit that met it is still kept."""
    ended = models.Crawl.objects.filter(source=OuterRef("pk"), finished_at__isnull=False).order_by("-finished_at")
    wrong = models.Source.everything.filter(pk__in=[row.pk for row in rows if row.last_error])
    kept = wrong.values_list("pk", Subquery(ended.values("errors")[:1]))
    known = {pk: errors[0] for pk, errors in kept if errors}
    told = {row.pk: {"message": row.last_error} for row in rows}
    return {pk: {**told[pk], **known.get(pk, {})} for pk in told}


def removed() -> QuerySet[models.Source]:
    """Those that can be brought back, the latest first."""
    return models.Source.everything.exclude(deleted_at=None).order_by("-deleted_at")


def crawls(source: models.Source) -> QuerySet[models.Crawl]:
    """Newest first."""
    return models.Crawl.objects.filter(source=source)


def feed_states(source: models.Source) -> QuerySet[models.FeedState]:
    return source.feed_states.order_by("-checked_at")


def groups() -> list[str]:
    """Outlet groups that sources name."""
    return list(models.Source.objects.exclude(group="").order_by("group").values_list("group", flat=True).distinct())
