"""How much was written, in what tone, over time: the bins, added up."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncDay, TruncHour
from django.utils import timezone

from services.sentiment import models
from services.sentiment.queries.periods import DAY, HOUR, Period

_SUMS = {name: Sum(name) for name in ("total", "negative", "neutral", "positive")}


@dataclass(frozen=True)
class Tone:
    """Stories by tone. `mood` runs from -1 (all bad) to +1 (all good)."""

    total: int = 0
    negative: int = 0
    neutral: int = 0
    positive: int = 0

    @property
    def mood(self) -> float | None:
        return (self.positive - self.negative) / self.total if self.total else None

    @property
    def negative_share(self) -> float | None:
        return self.negative / self.total if self.total else None


@dataclass(frozen=True, kw_only=True)
class Point(Tone):
    """The tone of one hour or day that begins at `start`."""

    start: datetime


def bins(*, period: Period, entity: str = "", topic: str = "", group: str = "") -> QuerySet[models.Bin]:
    """Bins of a period; empty filters take all. An entity is named by its key."""
    chosen = Q(start__gte=period.begin, start__lt=period.end)
    if entity:
        # The id first: the planner then reads the entity's own stretch of the index.
        chosen &= Q(entity_id=models.Entity.objects.filter(key=entity).values_list("pk", flat=True).first() or 0)
    if topic:
        chosen &= Q(topic=topic)
    if group:
        chosen &= Q(group=group)
    return models.Bin.objects.filter(chosen).order_by()


def tone(rows: QuerySet[models.Bin]) -> Tone:
    return _tone(rows.aggregate(**_SUMS))


def trend(rows: QuerySet[models.Bin], *, period: Period, step: str) -> list[Point]:
    """Every hour or day of the period in the reader's time zone, the empty ones too."""
    # Hours are cut in UTC: in autumn one hour comes twice by the clock on the wall, and is two hours all the same.
    at = TruncHour("start", tzinfo=UTC) if step == "hour" else TruncDay("start")
    found: Iterable[Mapping[str, Any]] = rows.annotate(at=at).values("at").annotate(**_SUMS)
    known = {row["at"]: row for row in found}
    return [_point(start, known.get(start, {})) for start in _starts(period, step)]


def by_topic(rows: QuerySet[models.Bin]) -> list[tuple[str, Tone]]:
    """The most written about first."""
    found: Iterable[Mapping[str, Any]] = (
        rows.exclude(topic="").values("topic").annotate(**_SUMS).order_by("-total", "topic")
    )
    return [(row["topic"], _tone(row)) for row in found if row["total"]]


def by_entity(rows: QuerySet[models.Bin], *, entities: Iterable[int] | None = None) -> dict[int, Tone]:
    chosen = rows.exclude(entity=None) if entities is None else rows.filter(entity__in=list(entities))
    found: Iterable[Mapping[str, Any]] = chosen.values("entity").annotate(**_SUMS)
    return {row["entity"]: _tone(row) for row in found}


def topics() -> list[str]:
    """Those that anything was ever counted under."""
    return sorted(set(models.Bin.objects.exclude(topic="").order_by().values_list("topic", flat=True).distinct()))


def _starts(period: Period, step: str) -> Iterator[datetime]:
    if step == "hour":
        start = period.begin.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        while start < period.end:
            yield start
            start += HOUR
        return
    # In wall-clock days, so that a day of 23 or 25 hours is still one day.
    start = timezone.localtime(period.begin).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    while start < period.end:
        yield start
        start += DAY


def _tone(row: Mapping[str, Any]) -> Tone:
    return Tone(**{name: row.get(name) or 0 for name in _SUMS})


def _point(start: datetime, row: Mapping[str, Any]) -> Point:
    return Point(start=start, **{name: row.get(name) or 0 for name in _SUMS})
