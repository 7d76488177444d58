"""What is to be mended in the articles: read it, check anew, dismiss with a reason."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from services.support import models, tasks
from services.support.actions import health
from services.support.queries import health as queries
from services.support.schemas import health as schemas
from shared.api.caller import actor_of, user_of
from shared.api.idempotency import idempotent
from shared.api.paging import PageIn, cut_page
from shared.api_keys.auth import KeyAuth
from shared.jobs.schemas import JobOut

router = Router(tags=["knowledge"])
READ = KeyAuth(scope="knowledge:read", role="editor")
WRITE = KeyAuth(scope="knowledge:write", role="editor")


@router.get("", response=schemas.FindingsOut, auth=READ)
def list_findings(
    request: HttpRequest, filters: Annotated[schemas.FindingFilter, Query()], page: Annotated[PageIn, Query()]
) -> Any:
    """The heaviest first."""
    return cut_page(queries.findings(show=filters.show), page=page, order="-weight")


@router.post("/check", response={202: JobOut}, auth=WRITE)
@idempotent
def check_articles(request: HttpRequest) -> Any:
    """409 while a check runs."""
    job = health.start_job(user=user_of(request))
    tasks.check_articles.delay_on_commit(str(job.pk))
    return Status(202, job)


@router.post("/{int:finding_id}/dismiss", response={204: None}, auth=WRITE)
def dismiss_finding(request: HttpRequest, finding_id: int, payload: schemas.DismissalIn) -> Any:
    """Until one of its passages changes. 400 without a reason."""
    health.dismiss(finding=_found(finding_id), because=payload.because, actor=actor_of(request), user=user_of(request))
    return Status(204, None)


@router.post("/{int:finding_id}/restore", response={204: None}, auth=WRITE)
def restore_finding(request: HttpRequest, finding_id: int) -> Any:
    health.restore(finding=_found(finding_id), actor=actor_of(request))
    return Status(204, None)


def _found(finding_id: int) -> models.Finding:
    return get_object_or_404(models.Finding, pk=finding_id)
