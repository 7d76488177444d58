"""Who is watched, and by which names."""

from django.db.models import Count, Q, QuerySet

from services.sentiment import models

Named = tuple[int, str, str, str]
Called = tuple[int, str, bool, list[str]]


def entities(*, search: str = "") -> QuerySet[models.Entity]:
    """By name, with how many aliases each has; `search` looks into names, ticker and aliases."""
    rows = models.Entity.objects.annotate(aliases_count=Count("aliases", distinct=True)).order_by("name")
    if not search:
        return rows
    named = Q(name__icontains=search) | Q(name_zh__icontains=search) | Q(ticker__icontains=search)
    return rows.filter(named | Q(key__icontains=search) | Q(pk__in=_called(search)))


def names() -> list[Named]:
    """(id, name, Chinese name, ticker) of the watched."""
    return list(models.Entity.objects.filter(watched=True).values_list("pk", "name", "name_zh", "ticker"))


def aliases() -> list[Called]:
    """(entity id, alias, whether case matters, words of which one must be there) of the watched."""
    rows = models.Alias.objects.filter(entity__watched=True, entity__deleted_at=None)
    return list(rows.values_list("entity_id", "text", "case_sensitive", "needs"))


def others(entity: models.Entity | None) -> tuple[list[Named], list[Called]]:
    """`names()` and `aliases()` without this entity's."""
    own = entity.pk if entity else 0
    return [row for row in names() if row[0] != own], [row for row in aliases() if row[0] != own]


def removed() -> QuerySet[models.Entity]:
    """Those that can be brought back, the latest first."""
    return models.Entity.everything.exclude(deleted_at=None).order_by("-deleted_at")


def recent_headlines(limit: int = 2_000) -> list[tuple[int, str, str]]:
    """(article, title, language), newest first."""
    rows = models.Article.objects.order_by("-published_at", "-pk")
    return list(rows.values_list("pk", "title", "language")[:limit])


def _called(search: str) -> QuerySet[models.Alias, int]:
    return models.Alias.objects.filter(text__icontains=search).values_list("entity_id", flat=True)
