"""When a crawl begins, and how it ends: by itself, or by a sweep where its process was killed."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from services.sentiment import models
from services.sentiment.errors import SentimentError
from services.sentiment.models.choices import SourceKind

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
    # An archive that was read to its end has nothing new to say.
    read = models.FeedState.objects.filter(source__kind=SourceKind.ARCHIVE).values("source")
    waiting = rows.exclude(pk__in=running.values("source")).exclude(pk__in=read)
    due = list(waiting.order_by("next_crawl_at")[:free])
    for source in due:
        source.next_crawl_at = now + pause_of(source)
        source.save(update_fields=["next_crawl_at"])
    return [source.pk for source in due]


def pause_of(source: models.Source) -> timedelta:
    """The usual pause, doubled for each failure in a row."""
    usual = timedelta(seconds=source.poll_seconds)
    doubled: int = 2 ** min(source.failures, 10)
    return min(usual * doubled, max(_LONGEST_PAUSE, usual))


class VisitRuns(SentimentError):
    """This source is being visited right now. Wait for the end of that visit."""

    code = "visit_runs"


@transaction.atomic
def ask_for_visit(*, source: models.Source) -> models.Crawl:
    """Open a visit out of turn; whoever calls also enqueues the task that makes it. Raises `VisitRuns`."""
    row = models.Source.objects.select_for_update().get(pk=source.pk)
    if row.crawls.filter(state=models.Crawl.State.RUNNING).exists():
        raise VisitRuns
    row.next_crawl_at = timezone.now() + pause_of(row)
    row.save(update_fields=["next_crawl_at"])
    return open_crawl(source=row)


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
    # Removed in the meantime, it is still told: it may come back.
    source = models.Source.everything.select_for_update().get(pk=crawl.source_id)
    source.failures = source.failures + 1 if failed else 0
    source.last_error = str(crawl.errors[0]["message"]) if crawl.errors else ""
    source.last_success_at = source.last_success_at if failed else crawl.finished_at
    known = [at for at in (source.newest_item_at, crawl.newest_item_at) if at]
    source.newest_item_at = max(known, default=None)
    source.save(update_fields=["failures", "last_error", "last_success_at", "newest_item_at"])


def close_killed(*, crawl: models.Crawl) -> None:
    """Where the process finished the crawl itself, this changes nothing; else what it left behind is counted."""
    left = models.Article.objects.filter(source=crawl.source_id, fetched_at__gte=crawl.started_at)
    sent = crawl.fetches.exclude(robots="denied").aggregate(requests=Count("pk"), bytes=Sum("bytes"))
    counts = {"stored": left.count(), "requests": sent["requests"], "bytes_received": sent["bytes"] or 0}
    finish_crawl(crawl=crawl, errors=[killed()], **counts)


def fail_silent_crawls() -> int:
    """Crawls whose process was killed say so."""
    silent = models.Crawl.objects.filter(
        state=models.Crawl.State.RUNNING, started_at__lt=timezone.now() - LONGEST
    ).select_related("source")
    for crawl in silent:
        close_killed(crawl=crawl)
    return len(silent)


def killed() -> dict[str, Any]:
    return {
        "code": "process_ended",
        "message": "The crawling process ended before its work was done.",
        "remedy": "The next visit repeats it; nothing that was stored is lost.",
        "url": "",
    }
