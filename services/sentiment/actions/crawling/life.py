"""When a crawl begins, and how it ends: by itself, or by a sweep where its process was killed."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from services.sentiment import models

MOST_AT_ONCE = 4
# A crawl ends itself after eight minutes; one that is silent for longer has no process any more.
LONGEST = timedelta(minutes=12)
_LONGEST_PAUSE = timedelta(hours=6)


@transaction.atomic
def start_due_crawls() -> list[int]:
    """Ids of sources to crawl now. Their next visit is set in the same transaction, so nobody else picks them."""
    now = timezone.now()
    running = models.Crawl.objects.filter(state=models.Crawl.State.RUNNING)
    free = MOST_AT_ONCE - running.count()
    if free <= 0:
        return []
    rows = models.Source.objects.select_for_update().filter(enabled=True, next_crawl_at__lte=now)
    due = list(rows.exclude(pk__in=running.values("source")).order_by("next_crawl_at")[:free])
    for source in due:
        source.next_crawl_at = now + pause_of(source)
        source.save(update_fields=["next_crawl_at"])
    return [source.pk for source in due]


def pause_of(source: models.Source) -> timedelta:
    """The usual pause, doubled for each failure in a row."""
    usual = timedelta(seconds=source.poll_seconds)
    doubled: int = 2 ** min(source.failures, 10)
    return min(usual * doubled, max(_LONGEST_PAUSE, usual))


def open_crawl(*, source: models.Source) -> models.Crawl:
    return models.Crawl.objects.create(source=source)


@transaction.atomic
def finish_crawl(*, crawl: models.Crawl, errors: list[dict[str, Any]], **counts: Any) -> None:
    """A crawl fails where it has errors and found nothing at all; else its errors stand beside what it found."""
    fresh = models.Crawl.objects.select_for_update().get(pk=crawl.pk)
    if fresh.state != models.Crawl.State.RUNNING:
        return
    failed = bool(errors) and not counts.get("seen") and not counts.get("not_modified")
    for name, value in counts.items():
        setattr(fresh, name, value)
    fresh.errors, fresh.finished_at = errors[:50], timezone.now()
    fresh.state = models.Crawl.State.FAILED if failed else models.Crawl.State.DONE
    fresh.save()
    _note(fresh, failed)


def _note(crawl: models.Crawl, failed: bool) -> None:
    source = models.Source.objects.select_for_update().get(pk=crawl.source_id)
    source.failures = source.failures + 1 if failed else 0
    source.last_error = str(crawl.errors[0]["message"]) if crawl.errors else ""
    source.last_success_at = source.last_success_at if failed else crawl.finished_at
    source.save(update_fields=["failures", "last_error", "last_success_at"])


def fail_silent_crawls() -> int:
    """Crawls whose process was killed say so."""
    silent = models.Crawl.objects.filter(
        state=models.Crawl.State.RUNNING, started_at__lt=timezone.now() - LONGEST
    ).select_related("source")
    for crawl in silent:
        finish_crawl(crawl=crawl, errors=[killed()])
    return len(silent)


def killed() -> dict[str, Any]:
    return {
        "code": "process_ended",
        "message": "The crawling process ended before its work was done.",
        "remedy": "The next visit repeats it; nothing that was stored is lost.",
        "url": "",
    }
