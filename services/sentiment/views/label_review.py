"""Labels that the models contradict: look again, and uphold or correct them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from services.sentiment import models, tasks
from services.sentiment.actions.labels import reviewing
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit
from shared.errors import ServiceError
from shared.jobs import queries as jobs


@require_GET
@require_role("editor")
def doubtful(request: HttpRequest) -> HttpResponse:
    """What the last review found and nobody has decided since."""
    job = jobs.latest(kind=reviewing.KIND)
    doubts: list[dict[str, Any]] = job.result.get("doubts", []) if job else []
    labels = models.Label.objects.filter(reviewed_at=None).in_bulk([one["label"] for one in doubts])
    rows = [(labels[one["label"]], one) for one in doubts if one["label"] in labels]
    context = {"job": job, "rows": [(label, one) for label, one in rows if label.sentiment != one["said"]]}
    return render(request, "sentiment/labels/review.html", context)


@require_POST
@require_role("editor")
def start(request: HttpRequest) -> HttpResponse:
    try:
        job, new = reviewing.start_review(user=signed_in(request))
    except ServiceError as error:
        messages.error(request, str(error))
        return redirect("label-review")
    if new:
        tasks.review_labels.delay_on_commit(str(job.pk))
        audit.record(actor=signed_in(request), action="label_review_started", target=job)
    return redirect("label-review")


@require_POST
@require_role("editor")
def decide(request: HttpRequest, label_id: int) -> HttpResponse:
    """Uphold the label, or take what is given instead."""
    label, instead = get_object_or_404(models.Label, pk=label_id), request.POST.get("sentiment", "")
    try:
        if instead:
            reviewing.correct(label=label, sentiment=instead)
        else:
            reviewing.uphold(label=label)
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        audit.record(actor=signed_in(request), action="label_reviewed", label=label.pk, sentiment=instead)
    return redirect("label-review")
