"""Texts are kept for as long as the desk says; counts, trends and alerts stay."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from services.sentiment import models
from services.sentiment.queries import erasure

_AT_ONCE = 500


def purge_old_articles(*, now: datetime) -> int:
    """Returns how many went. Evidence of alerts that are open waits until they are resolved."""
    days = settings.ARTICLE_RETENTION_DAYS
    if not days:
        return 0
    before, held, gone = now - timedelta(days=days), erasure.evidence_of_open(), 0
    while ids := _old(before, held):
        with transaction.atomic():
            stories = set(models.Article.objects.filter(pk__in=ids).values_list("story_id", flat=True))
            models.Article.objects.filter(pk__in=ids).delete()
            told = models.Article.objects.filter(story=OuterRef("pk"))
            models.Story.objects.filter(~Exists(told), pk__in=stories - {None}).delete()
        gone += len(ids)
    return gone


def _old(before: datetime, held: set[int]) -> list[int]:
    """By the time of fetching: an archive that was brought in today is not old."""
    rows = models.Article.objects.filter(fetched_at__lt=before).exclude(pk__in=held).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:_AT_ONCE])
