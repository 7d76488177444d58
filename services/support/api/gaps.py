"""Subjects that customers ask about and nobody knows: read them, gather them anew, set one aside."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from services.support import models, tasks
from services.support.actions import gaps
from services.support.queries import gaps as queries
from services.support.schemas import gaps as schemas
from shared.api.caller import actor_of, user_of
from shared.api.idempotency import idempotent
from shared.api.paging import PageIn, cut_page
from shared.api_keys.auth import KeyAuth
from shared.jobs.schemas import JobOut

router = Router(tags=["gaps"])
READ = KeyAuth(scope="conversations:read", role="editor")
WRITE = KeyAuth(scope="knowledge:write", role="editor")


@router.get("", response=schemas.GapsOut, auth=READ)
def list_gaps(
    request: HttpRequest, filters: Annotated[schemas.GapFilter, Query()], page: Annotated[PageIn, Query()]
) -> Any:
    """The most asked first. Questions are customers' words, masked; hence the scope."""
    return cut_page(queries.with_examples(queries.gaps(show=filters.show)), page=page, order="-size")


@router.post("/find", response={202: JobOut}, auth=WRITE)
@idempotent
def find_gaps(request: HttpRequest) -> Any:
    """409 while one runs."""
    job = gaps.start_job(user=user_of(request))
    tasks.find_gaps.delay_on_commit(str(job.pk))
    return Status(202, job)


@router.post("/{int:gap_id}/dismiss", response={204: None}, auth=WRITE)
def dismiss_gap(request: HttpRequest, gap_id: int) -> Any:
    gaps.dismiss(gap=_found(gap_id), actor=actor_of(request), user=user_of(request))
    return Status(204, None)


@router.post("/{int:gap_id}/restore", response={204: None}, auth=WRITE)
def restore_gap(request: HttpRequest, gap_id: int) -> Any:
    gaps.restore(gap=_found(gap_id), actor=actor_of(request))
    return Status(204, None)


def _found(gap_id: int) -> models.Gap:
    return get_object_or_404(models.Gap, pk=gap_id)
