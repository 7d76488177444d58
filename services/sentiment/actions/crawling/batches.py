"""Which sources are visited now, and in whose company: a process is dear to start, and waiting in it is cheap."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions.crawling.life import pause_of
from services.sentiment.actions.crawling.paces import PATIENT, SHORT, Pace
from services.sentiment.actions.crawling.process import run_crawls
from services.sentiment.models.choices import SourceKind

# At the first visit there is a backlog to read.
_SLOW = Q(slow=True) | Q(last_success_at=None) | Q(kind=SourceKind.ARCHIVE)


@dataclass(frozen=True)
class Batch:
    """Opened visits that one process makes."""

    crawl_ids: list[int]
    seconds: int


@transaction.atomic
def start_due_crawls() -> list[Batch]:
    """Visits to make now, opened, and their sources' next ones set, in one transaction: nobody else picks them."""
    now = timezone.now()
    running = models.Crawl.objects.filter(state=models.Crawl.State.RUNNING)
    shared = running.exclude(batch=None).order_by().values_list("batch", "longest_seconds").distinct()
    busy = Counter(seconds for _batch, seconds in shared)
    due = _due(now).exclude(pk__in=running.values("source"))
    quick = _open(due.exclude(_SLOW), SHORT, SHORT.processes - busy[SHORT.seconds], now)
    return [*quick, *_open(due.filter(_SLOW), PATIENT, PATIENT.processes - busy[PATIENT.seconds], now)]


def run_batch(*, batch: Batch) -> list[models.Crawl]:
    """Make the visits and wait for their end. Those that ended already, or whose source was removed, are left out."""
    mine = models.Crawl.objects.filter(pk__in=batch.crawl_ids)
    mine.filter(state=models.Crawl.State.RUNNING).exclude(source__deleted_at=None).delete()
    run_crawls(crawls=list(mine.filter(state=models.Crawl.State.RUNNING)), seconds=batch.seconds)
    return list(mine.select_related("source").order_by("pk"))


def _due(now: datetime) -> QuerySet[models.Source]:
    # An archive that was read to its end has nothing new to say.
    read = models.FeedState.objects.filter(source__kind=SourceKind.ARCHIVE).values("source")
    rows = models.Source.objects.select_for_update().filter(enabled=True, next_crawl_at__lte=now)
    return rows.exclude(pk__in=read).order_by("next_crawl_at")


def _open(due: QuerySet[models.Source], pace: Pace, free: int, now: datetime) -> list[Batch]:
    if free <= 0:
        return []
    sources = list(due[: free * pace.sources])
    for source in sources:
        source.next_crawl_at = _next(source, now)
    models.Source.objects.bulk_update(sources, ["next_crawl_at"])
    each = min(pace.sources, max(pace.worth, ceil(len(sources) / free)))
    return [_batch(sources[start : start + each], pace) for start in range(0, len(sources), each)]


def _next(source: models.Source, now: datetime) -> datetime:
    """By the source's own rhythm, so that a late start does not make every later one later."""
    usual = source.next_crawl_at + pause_of(source)
    return usual if usual > now else now + pause_of(source)


def _batch(sources: Sequence[models.Source], pace: Pace) -> Batch:
    together = uuid.uuid4()
    opened = models.Crawl.objects.bulk_create(
        models.Crawl(source=source, batch=together, longest_seconds=pace.seconds) for source in sources
    )
    return Batch([crawl.pk for crawl in opened], pace.seconds)
