"""When a crawl begins, and how it ends: by itself, or by a sweep where its process was killed."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions.crawling.paces import ALONE, GRACE, SLOW_FROM
from shared.errors import ServiceError

_LONGEST_PAUSE = timedelta(hours=6)


def pause_of(source: models.Source) -> timedelta:
    """The usual pause, doubled for each failure in a row."""
    usual = timedelta(seconds=source.poll_seconds)
    doubled: int = 2 ** min(source.failures, 10)
    return min(usual * doubled, max(_LONGEST_PAUSE, usual))


class VisitRuns(ServiceError):
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
    """A visit with a process of its own."""
    return models.Crawl.objects.create(source=source, longest_seconds=ALONE.seconds)


def begin_crawls(*, crawl_ids: Sequence[int]) -> list[models.Crawl]:
    """Their process is there: what they waited for it is no part of the visit."""
    open_ones = models.Crawl.objects.filter(pk__in=crawl_ids, state=models.Crawl.State.RUNNING)
    open_ones.update(started_at=timezone.now())
    return list(open_ones.select_related("source"))


@transaction.atomic
def finish_crawl(*, crawl: models.Crawl, errors: list[dict[str, Any]], cut: bool = False, **counts: Any) -> None:
    """A crawl fails where it has errors and found nothing at all; else its errors stand beside what it found.

    `cut` says that the time was too short for it: the source is visited again at once, among the slow ones.
    """
    fresh = models.Crawl.objects.select_for_update().get(pk=crawl.pk)
    if fresh.state != models.Crawl.State.RUNNING:
        return
    failed = bool(errors) and not counts.get("seen") and not counts.get("not_modified")
    for name, value in counts.items():
        setattr(fresh, name, value)
    fresh.errors, fresh.finished_at = errors[:50], timezone.now()
    fresh.state = models.Crawl.State.FAILED if failed else models.Crawl.State.DONE
    fresh.save()
    _note(fresh, failed=failed, cut=cut)


def _note(crawl: models.Crawl, *, failed: bool, cut: bool) -> None:
    # Removed in the meantime, it is still told: it may come back.
    source = models.Source.everything.select_for_update().get(pk=crawl.source_id)
    now, seen = crawl.finished_at or timezone.now(), crawl.seen or crawl.not_modified
    source.failures = source.failures + 1 if failed else 0
    source.last_error = str(crawl.errors[0]["message"]) if crawl.errors else ""
    # Cut before the source had said anything, a visit is neither a failure nor a success.
    source.last_success_at = source.last_success_at if failed or (cut and not seen) else now
    known = [at for at in (source.newest_item_at, crawl.newest_item_at) if at]
    source.newest_item_at = max(known, default=None)
    source.slow = cut or now - crawl.started_at >= SLOW_FROM
    source.next_crawl_at = now if cut and not failed else source.next_crawl_at
    fields = ["failures", "last_error", "last_success_at", "newest_item_at", "slow", "next_crawl_at"]
    source.save(update_fields=fields)


def close_killed(*, crawl: models.Crawl) -> None:
    """Where the process finished the crawl itself, this changes nothing; else what it left behind is counted."""
    left = models.Article.objects.filter(source=crawl.source_id, fetched_at__gte=crawl.started_at)
    sent = crawl.fetches.exclude(robots="denied").aggregate(requests=Count("pk"), bytes=Sum("bytes"))
    counts = {"stored": left.count(), "requests": sent["requests"], "bytes_received": sent["bytes"] or 0}
    finish_crawl(crawl=crawl, errors=[killed()], **counts)


def fail_silent_crawls() -> int:
    """Crawls whose process was killed say so."""
    now = timezone.now()
    running = models.Crawl.objects.filter(state=models.Crawl.State.RUNNING).select_related("source")
    silent = [crawl for crawl in running if crawl.started_at + longest(crawl.longest_seconds) < now]
    for crawl in silent:
        close_killed(crawl=crawl)
    return len(silent)


def longest(seconds: int) -> timedelta:
    """After this long a process whose visits may take so many seconds is no longer one."""
    return timedelta(seconds=seconds * 1.25) + GRACE


def killed() -> dict[str, Any]:
    return {
        "code": "process_ended",
        "message": "The crawling process ended before its work was done.",
        "remedy": "The next visit repeats it; nothing that was stored is lost.",
        "url": "",
    }
