"""Background work: what runs, what ran, and the generations that came of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from services.recommend import models, tasks
from services.recommend.actions import batch
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit
from shared.errors import ServiceError
from shared.jobs import queries


@require_GET
@require_role("editor")
def jobs(request: HttpRequest) -> HttpResponse:
    context = {
        "jobs": queries.jobs()[:20],
        "running": queries.active(kind=batch.KIND),
        "generations": models.Generation.objects.all()[:10],
    }
    return render(request, "recommend/jobs/jobs.html", context)


@require_POST
@require_role("editor")
def start_batch(request: HttpRequest) -> HttpResponse:
    """A second click while one runs shows the one that runs."""
    user = signed_in(request)
    try:
        job = batch.start_batch(user=user)
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        tasks.build_lists.delay_on_commit(str(job.pk))
        audit.record(actor=user, action="batch_started", target=job)
    return redirect("jobs")
