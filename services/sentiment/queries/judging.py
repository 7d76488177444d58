"""What is to be judged, and what was."""

from collections.abc import Sequence

from django.db.models import QuerySet

from services.sentiment import models


def unjudged_ids(limit: int) -> list[int]:
    """Articles that no model has read yet, the oldest first."""
    rows = models.Article.objects.filter(judged_at=None).order_by("fetched_at", "id")
    return list(rows.values_list("pk", flat=True)[:limit])


def unjudged(ids: Sequence[int]) -> list[models.Article]:
    return list(models.Article.objects.filter(pk__in=ids, judged_at=None).order_by("id"))


def to_rescore(*, after: int, limit: int, document: str, entity: str) -> list[models.Article]:
    """The next judged articles, by id, that these versions have not judged."""
    return list(_other_versions(document, entity).filter(pk__gt=after).order_by("id")[:limit])


def rescoring_total(*, document: str, entity: str) -> int:
    return _other_versions(document, entity).count()


def _other_versions(document: str, entity: str) -> QuerySet[models.Article]:
    """Judged articles of which something in force was said by another version."""
    others = models.Judgement.objects.filter(current=True).exclude(model_version__in=(document, entity))
    return models.Article.objects.exclude(judged_at=None).filter(pk__in=others.values("article_id"))


def current(articles: Sequence[int]) -> QuerySet[models.Judgement]:
    """The judgements in force of some articles, entities' and documents'."""
    return models.Judgement.objects.filter(article__in=articles, current=True)


def still_unjudged(ids: Sequence[int]) -> list[int]:
    """Locks them, where the database can, until the transaction ends."""
    rows = models.Article.objects.select_for_update().filter(pk__in=ids, judged_at=None)
    return list(rows.values_list("pk", flat=True))
