"""Train, compare, promote and roll back the desk's models."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from services.sentiment import tasks
from services.sentiment.actions import model_versions, rescoring, training
from services.sentiment.actions.names import DOCUMENT_MODEL, ENTITY_MODEL
from services.sentiment.queries import drift
from services.sentiment.queries import training as labelled
from services.sentiment.views.charts import confidence_chart
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit
from shared.errors import ServiceError
from shared.jobs import queries as jobs
from shared.training import versions


@require_GET
@require_role("editor")
def models(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    kinds = ((_("Whole texts"), DOCUMENT_MODEL, False), (_("Companies in texts"), ENTITY_MODEL, True))
    drifts = [
        (
            title,
            drift.validation_shares(by_entity=by_entity),
            drift.by_version(model=name, by_entity=by_entity, now=now),
        )
        for title, name, by_entity in kinds
    ]
    context = {
        "models": model_versions.list_versions(),
        "job": jobs.latest(kind=training.KIND),
        "rescoring": jobs.latest(kind=rescoring.KIND),
        "counts": labelled.counts(),
        "drifts": drifts,
        "input": drift.of_input(now=now),
        "confidence_chart": confidence_chart([versions for _title, _usual, versions in drifts]),
    }
    return render(request, "sentiment/models/models.html", context)


@require_POST
@require_role("editor")
def train(request: HttpRequest) -> HttpResponse:
    """A second click while a training runs is told so, beside the one that runs."""
    user = signed_in(request)
    try:
        job = training.start_training(user=user)
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        tasks.train.delay_on_commit(str(job.pk))
        audit.record(actor=user, action="training_started", target=job)
    return redirect("models")


@require_POST
@require_role("editor")
def promote(request: HttpRequest, name: str, number: int) -> HttpResponse:
    force = request.POST.get("force") == "1"
    try:
        versions.promote_version(name=name, number=number, force=force)
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        audit.record(actor=signed_in(request), action="model_promoted", name=name, version=number, force=force)
        messages.success(request, _("Version %(number)d of %(name)s is live.") % {"number": number, "name": name})
    return redirect("models")


@require_POST
@require_role("editor")
def roll_back(request: HttpRequest, name: str) -> HttpResponse:
    try:
        number = versions.roll_back(name=name)
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        audit.record(actor=signed_in(request), action="model_rolled_back", name=name, version=number)
        messages.success(request, _("Version %(number)d of %(name)s is live again.") % {"number": number, "name": name})
    return redirect("models")


@require_POST
@require_role("editor")
def rescore(request: HttpRequest) -> HttpResponse:
    """Let the versions in force judge the archive anew."""
    user = signed_in(request)
    try:
        job = rescoring.start_rescoring(user=user)
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        tasks.rescore.delay_on_commit(str(job.pk))
        audit.record(actor=user, action="rescoring_started", target=job)
    return redirect("models")
