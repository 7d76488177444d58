"""Background work over HTTP: list, watch, cancel."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from shared.api.caller import actor_of
from shared.api.paging import PageIn, cut_page
from shared.api_keys.auth import KeyAuth
from shared.audit import actions as audit
from shared.jobs import actions, queries, schemas


def jobs_router(*, read: KeyAuth, write: KeyAuth) -> Router:
    router = Router(tags=["jobs"])

    @router.get("", response=schemas.JobsOut, auth=read)
    def list_jobs(
        request: HttpRequest, filters: Annotated[schemas.JobFilter, Query()], page: Annotated[PageIn, Query()]
    ) -> Any:
        """Newest first."""
        return cut_page(queries.jobs(kind=filters.kind), page=page, order="-created_at")

    @router.get("/{uuid:job_id}", response=schemas.JobOut, auth=read)
    def read_job(request: HttpRequest, job_id: UUID) -> Any:
        return get_object_or_404(queries.jobs(), pk=job_id)

    @router.post("/{uuid:job_id}/cancel", response=schemas.JobOut, auth=write)
    def cancel_job(request: HttpRequest, job_id: UUID) -> Any:
        """A job that has ended stays as it ended."""
        job = get_object_or_404(queries.jobs(), pk=job_id)
        if actions.cancel(job=job):
            audit.record(actor=actor_of(request), action="job_cancelled", target=job)
        return job

    return router
