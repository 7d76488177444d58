"""Items, and what is wrong with them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet

from services.recommend import models

Items = QuerySet[models.Item]
Vectors = QuerySet[models.ItemVector]


@dataclass(frozen=True)
class Changes:
    """When an item was last changed, and when a text was last read into a vector."""

    items: datetime | None
    vectors: datetime | None


def changes() -> Changes:
    """Two reads from the ends of indexes."""
    items = models.Item.objects.aggregate(newest=Max("updated_at"))["newest"]
    vectors = models.ItemVector.objects.aggregate(newest=Max("read_at"))["newest"]
    return Changes(items, vectors)


def items(*, search: str = "", category: str = "") -> QuerySet[models.Item]:
    rows = models.Item.objects.all()
    if category:
        rows = rows.filter(category=category)
    return rows.filter(Q(title__icontains=search) | Q(key__icontains=search)) if search else rows


def live_items(*, now: datetime) -> QuerySet[models.Item]:
    """What may be shown now: there, published, not expired."""
    published = Q(published_at=None) | Q(published_at__lte=now)
    lasting = Q(expires_at=None) | Q(expires_at__gt=now)
    return models.Item.objects.filter(published, lasting, available=True)


def by_key(keys: Iterable[str]) -> dict[str, models.Item]:
    return {item.key: item for item in models.Item.objects.filter(key__in=list(keys))}


def categories() -> list[str]:
    rows = models.Item.objects.exclude(category="").order_by("category").values_list("category", flat=True)
    return list(rows.distinct())


def without_text() -> QuerySet[models.Item]:
    return models.Item.objects.filter(title="", description="")


def without_category() -> QuerySet[models.Item]:
    return models.Item.objects.filter(category="")


def expiring(*, now: datetime) -> QuerySet[models.Item]:
    return models.Item.objects.filter(expires_at__gt=now, expires_at__lte=now + timedelta(days=1))


def unknown_items(*, latest: int) -> Counter[str]:
    """Items that have not arrived, with how many of the latest so many events name them: all events are too many."""
    named = Counter(models.Event.objects.order_by("-at").values_list("item", flat=True)[:latest])
    for key in models.Item.objects.filter(key__in=list(named)).values_list("key", flat=True):
        del named[key]
    return named
