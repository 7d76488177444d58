"""Which articles a change of the dictionary may concern, and whom they are known to name."""

from collections.abc import Sequence
from datetime import datetime

from services.sentiment import models

# Offsets of each name of each entity in one article.
Mentioned = dict[int, list[tuple[int, int]]]


def judged_after(pk: int, *, since: datetime, limit: int) -> list[models.Article]:
    """The next by id of the recent ones that a model has read."""
    rows = models.Article.objects.filter(pk__gt=pk, published_at__gte=since).exclude(judged_at=None)
    return list(rows.defer("signature", "provenance").order_by("pk")[:limit])


def judged_total(*, since: datetime) -> int:
    return models.Article.objects.filter(published_at__gte=since).exclude(judged_at=None).count()


def mentioned(articles: Sequence[models.Article]) -> dict[int, Mentioned]:
    """By article."""
    found: dict[int, Mentioned] = {article.pk: {} for article in articles}
    rows = models.Mention.objects.filter(article__in=articles).values_list("article", "entity", "spans")
    for article, entity, spans in rows:
        found[article][entity] = sorted((start, end) for start, end in spans)
    return found
