"""Figures of the overview: what was asked, who answered, how fast, and what nobody knew."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from services.support import models
from services.support.models.choices import UNKNOWN, Author, Reason, Rung, State

LONGEST_DAYS = 366
_ANSWERED = Q(rung__in=[Rung.TEMPLATE, Rung.COMPOSED])
_HANDED = Q(rung=Rung.HANDOVER)


@dataclass(frozen=True)
class Period:
    """Whole days in the reader's time zone, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        zone = timezone.get_current_timezone()
        begin = datetime.combine(self.first, time.min, tzinfo=zone)
        return begin, datetime.combine(self.last + timedelta(days=1), time.min, tzinfo=zone)

    @property
    def before(self) -> "Period":
        """The period of the same length that ended the day before."""
        last = self.first - timedelta(days=1)
        return Period(last - timedelta(days=self.days - 1), last)


@dataclass(frozen=True)
class Totals:
    questions: int
    answered: int
    handed_over: int
    p50: float | None
    p95: float | None
    thumbs_up: int
    thumbs_down: int

    @property
    def answered_share(self) -> float | None:
        return self.answered / self.questions if self.questions else None

    @property
    def handed_over_share(self) -> float | None:
        return self.handed_over / self.questions if self.questions else None

    @property
    def liked_share(self) -> float | None:
        rated = self.thumbs_up + self.thumbs_down
        return self.thumbs_up / rated if rated else None


@dataclass(frozen=True)
class Day:
    date: date
    template: int
    composed: int
    handed_over: int


def totals(period: Period) -> Totals:
    traces = _traces(period)
    counts = traces.aggregate(
        questions=Count("id"),
        answered=Count("id", filter=_ANSWERED),
        handed_over=Count("id", filter=_HANDED),
    )
    begin, end = period.bounds
    thumbs = models.Message.objects.filter(author=Author.BOT, created_at__gte=begin, created_at__lt=end)
    rated = thumbs.aggregate(up=Count("id", filter=Q(feedback=1)), down=Count("id", filter=Q(feedback=-1)))
    return Totals(
        **counts,
        p50=_percentile(traces, 0.50, counts["questions"]),
        p95=_percentile(traces, 0.95, counts["questions"]),
        thumbs_up=rated["up"],
        thumbs_down=rated["down"],
    )


def by_day(period: Period) -> list[Day]:
    """Every day of the period, days without questions included."""
    rows = (
        _traces(period)
        .annotate(day=TruncDate("created_at"))
        .values("day")
        .annotate(
            template=Count("id", filter=Q(rung=Rung.TEMPLATE)),
            composed=Count("id", filter=Q(rung=Rung.COMPOSED)),
            handed_over=Count("id", filter=_HANDED),
        )
        .order_by("day")
    )
    found = {row["day"]: Day(row["day"], row["template"], row["composed"], row["handed_over"]) for row in rows}
    return [found.get(day) or Day(day, 0, 0, 0) for day in _days(period)]


def handover_reasons(period: Period) -> list[tuple[str, int]]:
    """Why questions went to a person, most frequent first, in the reader's language."""
    rows = _traces(period).filter(_HANDED).values("reason").annotate(count=Count("id")).order_by("-count")
    labels = dict(Reason.choices)
    return [(str(labels.get(row["reason"], row["reason"])), row["count"]) for row in rows]


def unknown_questions(period: Period, *, limit: int = 8) -> list[dict[str, Any]]:
    """Questions that found no certain answer: what the knowledge lacks, most asked first."""
    rows = (
        _traces(period)
        .filter(_HANDED, reason__in=UNKNOWN)
        .values("text", "language")
        .annotate(count=Count("id"), last=Max("created_at"), newest=Max("question"))
        .order_by("-count", "-last")
    )
    found = list(rows[:limit])
    # By the newest question's id: PostgreSQL knows no greatest among the conversations' own.
    asked = models.Message.objects.filter(pk__in=[row["newest"] for row in found])
    conversations = dict(asked.values_list("pk", "conversation"))
    return [{**row, "conversation": conversations.get(row["newest"])} for row in found]


def top_intents(period: Period, *, limit: int = 8) -> list[dict[str, Any]]:
    rows = _traces(period).filter(rung=Rung.TEMPLATE).exclude(intent="")
    counted = rows.values("intent").annotate(count=Count("id")).order_by("-count", "intent")
    return [dict(row) for row in counted[:limit]]


def waiting_now() -> int:
    return models.Conversation.objects.filter(state=State.WAITING).count()


def has_any() -> bool:
    return models.Trace.objects.exists()


def _traces(period: Period) -> QuerySet[models.Trace]:
    begin, end = period.bounds
    asked = models.Trace.objects.filter(created_at__gte=begin, created_at__lt=end)
    return asked.exclude(rung=Rung.NOTICE).order_by()


def _percentile(traces: QuerySet[models.Trace], share: float, count: int) -> float | None:
    """Nearest rank, read by offset: no database function that SQLite lacks, no list of a million floats."""
    if not count:
        return None
    rank = min(int(count * share), count - 1)
    return traces.order_by("milliseconds").values_list("milliseconds", flat=True)[rank]


def _days(period: Period) -> Iterator[date]:
    return (period.first + timedelta(days=offset) for offset in range(period.days))
