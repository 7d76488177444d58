"""The market at a glance: its mood, who moved, what comes in, how the crawl does."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from services.sentiment import models
from services.sentiment.queries import trends
from services.sentiment.queries.periods import Period
from services.sentiment.queries.trends import Tone

# Fewer stories than this say nothing about a company's mood.
_ENOUGH = 3
# A source is late when it missed so many visits in a row.
_MISSED_VISITS = 3


@dataclass(frozen=True)
class Mover:
    """A company whose mood changed, and from what to what."""

    entity: models.Entity
    now: Tone
    before: Tone

    @property
    def change(self) -> float:
        return (self.now.mood or 0.0) - (self.before.mood or 0.0)


@dataclass(frozen=True)
class CrawlHealth:
    sources: int
    failing: int
    late: int
    articles: int
    unjudged: int
    last_success_at: datetime | None


def movers(period: Period, *, limit: int = 5) -> tuple[list[Mover], list[Mover]]:
    """Who rose most and who fell most against the period before."""
    found = [
        mover
        for mover in all_movers(period)
        if mover.now.total >= _ENOUGH and mover.before.total >= _ENOUGH and abs(mover.change) >= 0.01
    ]
    ranked = sorted(found, key=lambda mover: mover.change)
    risen = [mover for mover in reversed(ranked) if mover.change > 0]
    return risen[:limit], [mover for mover in ranked if mover.change < 0][:limit]


def all_movers(period: Period) -> list[Mover]:
    """Every watched company, by name."""
    now = trends.by_entity(trends.bins(period=period))
    before = trends.by_entity(trends.bins(period=period.before))
    rows = models.Entity.objects.filter(watched=True).order_by("name")
    return [Mover(entity, now.get(entity.pk, Tone()), before.get(entity.pk, Tone())) for entity in rows]


def crawl_health(*, now: datetime) -> CrawlHealth:
    rows = list(models.Source.objects.filter(enabled=True).values("last_success_at", "failures", "poll_seconds"))
    successes = [row["last_success_at"] for row in rows if row["last_success_at"]]
    return CrawlHealth(
        sources=len(rows),
        failing=sum(row["failures"] > 0 for row in rows),
        late=sum(_is_late(row["last_success_at"], row["poll_seconds"], now) for row in rows),
        articles=models.Article.objects.filter(fetched_at__gte=now - timedelta(hours=24)).count(),
        unjudged=models.Article.objects.filter(judged_at=None).count(),
        last_success_at=max(successes, default=None),
    )


def latest(*, limit: int = 8) -> list[models.Story]:
    rows = models.Story.objects.defer("centroid").filter(articles_count__gt=0)
    return list(rows.order_by("-last_seen_at", "-pk")[:limit])


def has_any() -> bool:
    return models.Article.objects.exists()


@dataclass(frozen=True)
class FirstSteps:
    """What a new desk has done of what leads to its first alert."""

    sources: bool
    entities: bool
    labels: bool
    trained: bool
    rules: bool

    @property
    def all_done(self) -> bool:
        return self.sources and self.entities and self.labels and self.trained and self.rules


def first_steps(*, trained: bool) -> FirstSteps:
    """Whether anything is trained is known to the models' registry, not to the database."""
    return FirstSteps(
        sources=models.Source.objects.exists(),
        entities=models.Entity.objects.exists(),
        labels=models.Label.objects.exists(),
        trained=trained,
        rules=models.Rule.objects.exists(),
    )


def pulse() -> str:
    """Changes whenever the overview would: what the live page compares. Two indexed reads."""
    judged = models.Article.objects.aggregate(newest=Max("judged_at"))["newest"]
    alert = models.AlertEvent.objects.aggregate(newest=Max("pk"))["newest"]
    return f"{judged.isoformat() if judged else ''}/{alert or 0}"


def _is_late(last: datetime | None, poll_seconds: int, now: datetime) -> bool:
    return last is not None and last < now - timedelta(seconds=_MISSED_VISITS * poll_seconds)
