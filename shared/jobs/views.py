"""The fragment that a page polls while a job runs."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit
from shared.jobs import actions
from shared.jobs.models import Job


@require_safe
@never_cache
@require_role("agent")
def progress(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The page learns of the end by the event `job-ended`, and may then reload what depends on it."""
    job = get_object_or_404(Job, pk=job_id)
    response = render(request, "jobs/_progress.html", {"job": job})
    if not job.is_active:
        response["HX-Trigger-After-Settle"] = "job-ended"
    return response


@require_POST
@require_role("editor")
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = get_object_or_404(Job, pk=job_id)
    if actions.cancel(job=job):
        audit.record(actor=signed_in(request), action="job_cancelled", target=job)
    return render(request, "jobs/_progress.html", {"job": job})
