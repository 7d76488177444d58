"""How the recommendations do: what was shown and opened, how much of the catalogue is seen, how fresh the lists are.

Machines are left out.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate

from services.recommend import models
from services.recommend.queries import catalogue
from services.recommend.queries.machines import of_people


@dataclass(frozen=True)
class Figures:
    """Of one period; shares are None where there is nothing to divide by."""

    users: int
    shown: int
    clicks: int
    purchases: int

    @property
    def click_share(self) -> float | None:
        return self.clicks / self.shown if self.shown else None

    @property
    def conversion(self) -> float | None:
        return self.purchases / self.clicks if self.clicks else None


@dataclass(frozen=True)
class Day:
    day: date
    shown: int
    clicks: int

    @property
    def click_share(self) -> float | None:
        return self.clicks / self.shown if self.shown else None


@dataclass(frozen=True)
class Lists:
    """Of the current generation's first ten places: which share of the live items they hold, and how old those are.

    As of its publishing; None for a generation from before that was kept.
    """

    generation: models.Generation
    coverage: float | None
    median_age_days: float | None


def figures(*, since: datetime, until: datetime) -> Figures:
    events = of_people(models.Event.objects.filter(at__gt=since, at__lte=until))
    kinds = dict(events.order_by().values_list("kind").annotate(count=Count("pk")))
    return Figures(
        users=events.order_by().values("user").distinct().count(),
        shown=of_people(models.Impression.objects.filter(at__gt=since, at__lte=until)).count(),
        clicks=kinds.get("click", 0),
        purchases=kinds.get("purchase", 0),
    )


def days(*, since: datetime, until: datetime) -> list[Day]:
    """Every day, the empty ones too."""
    clicks = _by_day(of_people(models.Event.objects.filter(kind="click", at__gt=since, at__lte=until)))
    shown = _by_day(of_people(models.Impression.objects.filter(at__gt=since, at__lte=until)))
    count = (until.date() - since.date()).days
    listed = [since.date() + timedelta(days=number + 1) for number in range(count)]
    return [Day(day, shown.get(day, 0), clicks.get(day, 0)) for day in listed]


def current_lists(*, now: datetime) -> Lists | None:
    generation = models.Generation.objects.filter(state="current").first()
    if generation is None:
        return None
    middle = generation.median_published_at
    return Lists(generation, generation.coverage, (now - middle).total_seconds() / 86_400 if middle else None)


def most_opened(*, since: datetime, until: datetime, limit: int = 8) -> list[tuple[models.Item, int]]:
    rows = of_people(models.Event.objects.filter(kind="click", at__gt=since, at__lte=until))
    counted = list(rows.order_by().values_list("item").annotate(count=Count("pk")).order_by("-count", "item")[:limit])
    found = catalogue.by_key(key for key, _count in counted)
    return [(found[key], count) for key, count in counted if key in found]


def has_any() -> bool:
    return models.Item.objects.exists() or models.Event.objects.exists()


def _by_day(rows: object) -> dict[date, int]:
    counted = rows.annotate(day=TruncDate("at")).order_by().values_list("day").annotate(count=Count("pk"))  # type: ignore[attr-defined]
    return dict(counted)
