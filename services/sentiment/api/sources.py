"""Sources: list, read, add, change, remove, bring back, try, visit; their visits and their politeness."""

from datetime import timedelta
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from services.sentiment import models, tasks
from services.sentiment.actions import crawling
from services.sentiment.actions import sources as acting
from services.sentiment.api.articles import READ
from services.sentiment.queries import sources as queries
from services.sentiment.queries.periods import Period
from services.sentiment.queries.sources_politeness import politeness
from services.sentiment.schemas import sources as schemas
from shared.api.caller import actor_of, user_of
from shared.api.idempotency import idempotent
from shared.api.paging import PageIn, cut_page
from shared.api.rate_limit import RateLimit
from shared.api_keys.auth import KeyAuth
from shared.audit import actions as audit
from shared.jobs.schemas import JobOut

router = Router(tags=["sources"])
WRITE = KeyAuth(scope="sources:write", role="editor")
_NAMES = ("name", "kind", "url", "options", "group", "language", "enabled", "poll_seconds")


@router.get("", response=schemas.SourcesOut, auth=READ)
def list_sources(
    request: HttpRequest, filters: Annotated[schemas.SourceFilter, Query()], page: Annotated[PageIn, Query()]
) -> Any:
    """By name."""
    return cut_page(queries.sources(**filters.dict(), now=timezone.now()), page=page, order="name")


@router.post("", response={201: schemas.SourceOut}, auth=WRITE)
@idempotent
def add_source(request: HttpRequest, body: schemas.SourceIn) -> Any:
    """Visited within moments, unless it is not enabled."""
    source = acting.save_source(given=acting.SourceIn(**body.dict()))
    audit.record(actor=actor_of(request), action="source_added", target=source)
    return Status(201, source)


@router.post("/try", response={202: JobOut}, auth=WRITE, throttle=[RateLimit("sources-try", "30/minute")])
@idempotent
def try_source(request: HttpRequest, body: schemas.TryIn) -> Any:
    """What a visit would find, as the `result` of a job: `items`, `errors`, `listed`. Nothing is stored."""
    given = acting.SourceIn(name="", **body.dict())
    job = acting.start_trying(given=given, user=user_of(request))
    tasks.try_source.delay_on_commit(str(job.pk))
    return Status(202, job)


@router.post("/archives", response={201: schemas.ArchiveOut}, auth=WRITE)
@idempotent
def send_archive(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """CSV, JSON Lines or a zip of them, at most 64 MB; then add a source of the kind `archive` that names it."""
    return Status(201, {"file": acting.keep_archive(file=file)})


@router.get("/{int:source_id}", response=schemas.SourceOut, auth=READ)
def read_source(request: HttpRequest, source_id: int) -> Any:
    return get_object_or_404(models.Source, pk=source_id)


@router.patch("/{int:source_id}", response=schemas.SourceOut, auth=WRITE)
def change_source(request: HttpRequest, source_id: int, body: schemas.SourcePatch) -> Any:
    """What is left out stays as it is."""
    source = get_object_or_404(models.Source, pk=source_id)
    changes = {name: value for name, value in body.dict(exclude_unset=True).items() if value is not None}
    before = {name: getattr(source, name) for name in _NAMES}
    source = acting.save_source(given=acting.SourceIn(**(before | changes)), source=source)
    audit.record(actor=actor_of(request), action="source_changed", target=source, fields=sorted(changes))
    return source


@router.delete("/{int:source_id}", response={204: None}, auth=WRITE)
def remove_source(request: HttpRequest, source_id: int) -> Any:
    """Left alone from now on; its articles stay, and `restore` brings it back."""
    source = get_object_or_404(models.Source, pk=source_id)
    acting.delete_source(source=source)
    audit.record(actor=actor_of(request), action="source_removed", target=source)
    return Status(204, None)


@router.post("/{int:source_id}/restore", response=schemas.SourceOut, auth=WRITE)
def restore_source(request: HttpRequest, source_id: int) -> Any:
    """Undo a removal."""
    source = get_object_or_404(models.Source.everything, pk=source_id)
    acting.restore_source(source=source)
    audit.record(actor=actor_of(request), action="source_restored", target=source)
    return source


@router.post("/{int:source_id}/visits", response={202: schemas.CrawlOut}, auth=WRITE)
@idempotent
def visit_source(request: HttpRequest, source_id: int) -> Any:
    """Out of turn. 409 while the source is being visited; follow it in `crawls`."""
    source = get_object_or_404(models.Source, pk=source_id)
    crawl = crawling.ask_for_visit(source=source)
    tasks.crawl_source.delay_on_commit(source.pk, crawl.pk)
    audit.record(actor=actor_of(request), action="source_visited", target=source)
    return Status(202, crawl)


@router.get("/{int:source_id}/crawls", response=schemas.CrawlsOut, auth=READ)
def list_crawls(request: HttpRequest, source_id: int, page: Annotated[PageIn, Query()]) -> Any:
    """Newest first."""
    source = get_object_or_404(models.Source, pk=source_id)
    return cut_page(queries.crawls(source), page=page, order="-started_at")


@router.get("/{int:source_id}/politeness", response=schemas.PolitenessOut, auth=READ)
def read_politeness(request: HttpRequest, source_id: int, asked: Annotated[schemas.PeriodFilter, Query()]) -> Any:
    """From the log of every request to the hosts of this source, by whichever source."""
    source = get_object_or_404(models.Source, pk=source_id)
    now = timezone.now()
    return politeness(source, period=Period(now - timedelta(days=asked.days), now))
