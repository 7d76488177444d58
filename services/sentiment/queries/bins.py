"""Read the counts that rules watch."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Max, Min, QuerySet

from services.sentiment import models

BIN = timedelta(minutes=15)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def bin_number(at: datetime) -> int:
    """Of the quarter of an hour that holds this moment, since 1970."""
    return (at - _EPOCH) // BIN


def bin_start(number: int) -> datetime:
    return _EPOCH + number * BIN


def in_scope(scope: Mapping[str, Any]) -> QuerySet[models.Bin]:
    rows = models.Bin.objects.filter(entity__watched=True, entity__deleted_at=None)
    for field, name in (("entity__key", "entities"), ("topic", "topics"), ("group", "groups")):
        if scope.get(name):
            rows = rows.filter(**{f"{field}__in": scope[name]})
    return rows


def counts(scope: Mapping[str, Any], *, first: int, end: int) -> list[tuple[datetime, str, str, str, int, int]]:
    """Start, entity, topic, group, negative, total; from bin `first` up to `end`."""
    rows = in_scope(scope).filter(start__gte=bin_start(first), start__lt=bin_start(end)).order_by()
    return list(rows.values_list("start", "entity__key", "topic", "group", "negative", "total"))


def earliest(scope: Mapping[str, Any]) -> datetime | None:
    first: datetime | None = in_scope(scope).aggregate(first=Min("start"))["first"]
    return first


def latest(scope: Mapping[str, Any]) -> datetime | None:
    """Where the last bin ends."""
    last: datetime | None = in_scope(scope).aggregate(last=Max("start"))["last"]
    return last + BIN if last else None


def entity_keys(scope: Mapping[str, Any]) -> list[str]:
    rows = models.Entity.objects.filter(watched=True)
    if scope.get("entities"):
        rows = rows.filter(key__in=scope["entities"])
    return list(rows.order_by("key").values_list("key", flat=True))


def negative_articles(
    scope: Mapping[str, Any], labels: Mapping[str, str], *, first: int, end: int, limit: int = 50
) -> Sequence[int]:
    """Ids of the articles that were counted as negative in these bins."""
    rows = models.CountedStory.objects.filter(
        start__gte=bin_start(first), start__lt=bin_start(end), sentiment="negative"
    )
    for field, name in (("entity__key", "entity"), ("topic", "topic")):
        if labels.get(name):
            rows = rows.filter(**{field: labels[name]})
    for field, name in (("topic", "topics"), ("group", "groups")):
        if scope.get(name):
            rows = rows.filter(**{f"{field}__in": scope[name]})
    return list(rows.order_by("start", "article_id").values_list("article_id", flat=True)[:limit])


def model_versions(articles: Sequence[int]) -> list[str]:
    """Which models judged them."""
    rows = models.Judgement.objects.filter(article__in=articles, current=True).order_by("model_version")
    return list(rows.values_list("model_version", flat=True).distinct())
