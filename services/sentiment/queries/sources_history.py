"""A source over time: what its visits brought and cost, hour by hour or day by day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Max, Q, Sum
from django.db.models.functions import TruncDay, TruncHour

from services.sentiment import models
from services.sentiment.queries.periods import DAY, HOUR, Period


@dataclass(frozen=True)
class Stretch:
    """One hour or day from `start`. `feed_age` is in hours at its end, None before any item is known."""

    start: datetime
    visits: int
    stored: int
    troubled: int
    received: int
    saved: int
    feed_age: float | None


def history(source: models.Source, *, period: Period) -> list[Stretch]:
    """Every hour or day of the period, the empty ones too, in UTC."""
    step, cut = (HOUR, TruncHour) if period.step == "hour" else (DAY, TruncDay)
    rows = models.Crawl.objects.filter(source=source, started_at__gte=period.begin, started_at__lt=period.end)
    found = {
        row["at"]: row
        for row in rows.order_by()
        .annotate(at=cut("started_at", tzinfo=UTC))
        .values("at")
        .annotate(
            visits=Count("pk"),
            stored=Sum("stored"),
            troubled=Count("pk", filter=~Q(errors=[])),
            received=Sum("bytes_received"),
            saved=Sum("bytes_saved"),
            newest=Max("newest_item_at"),
        )
    }
    newest = _before(source, period.begin)
    stretches = []
    for start in _starts(period, step is DAY):
        row: Mapping[str, Any] = found.get(start, {})
        newest = max([at for at in (newest, row.get("newest")) if at], default=None)
        end = min(start + step, period.end)
        stretches.append(
            Stretch(
                start=start,
                **{name: row.get(name) or 0 for name in ("visits", "stored", "troubled", "received", "saved")},
                feed_age=round((end - newest).total_seconds() / 3600, 2) if newest else None,
            )
        )
    return stretches


def _before(source: models.Source, begin: datetime) -> datetime | None:
    earlier = models.Crawl.objects.filter(source=source, started_at__lt=begin)
    newest: datetime | None = earlier.aggregate(newest=Max("newest_item_at"))["newest"]
    return newest


def _starts(period: Period, daily: bool) -> Iterator[datetime]:
    begin = period.begin.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    start = begin.replace(hour=0) if daily else begin
    while start < period.end:
        yield start
        start += DAY if daily else HOUR
