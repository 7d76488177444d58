"""The request log proves politeness for a while, and then goes: it would outgrow the articles themselves."""

from datetime import datetime, timedelta

from django.utils import timezone

from services.sentiment import models

FETCHES_KEPT, CRAWLS_KEPT = timedelta(days=14), timedelta(days=90)
_AT_ONCE = 5_000


def forget_old_crawls() -> tuple[int, int]:
    """Delete requests and visits that are old; how many of each."""
    now = timezone.now()
    return _forget_fetches(now - FETCHES_KEPT), _forget_crawls(now - CRAWLS_KEPT)


def _forget_fetches(before: datetime) -> int:
    """Oldest first, a few at a time: no index by time is needed, and no writer waits for long."""
    gone = 0
    while True:
        oldest = list(models.Fetch.objects.order_by("pk").values_list("pk", "sent_at")[:_AT_ONCE])
        old = [pk for pk, sent_at in oldest if sent_at < before]
        if not old:
            return gone
        gone += models.Fetch.objects.filter(pk__in=old).delete()[0]


def _forget_crawls(before: datetime) -> int:
    gone = 0
    while True:
        oldest = list(models.Crawl.objects.order_by("pk").values_list("pk", "started_at")[:_AT_ONCE])
        old = [pk for pk, started_at in oldest if started_at < before]
        if not old:
            return gone
        gone += models.Crawl.objects.filter(pk__in=old).delete()[1].get("sentiment.Crawl", 0)
