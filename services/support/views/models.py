"""Train, compare, promote and roll back the company's models."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from services.support import tasks
from services.support.actions import model_versions, training
from services.support.queries import records
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit
from shared.errors import ServiceError
from shared.jobs import queries as jobs
from shared.training import versions


@require_GET
@require_role("editor")
def models(request: HttpRequest) -> HttpResponse:
    context = {
        "models": model_versions.list_versions(),
        "job": jobs.latest(kind=training.KIND),
        "counts": records.counts(),
    }
    return render(request, "support/models/models.html", context)


@require_POST
@require_role("editor")
def train(request: HttpRequest) -> HttpResponse:
    """A second click while a training runs shows the one that runs."""
    user = signed_in(request)
    job = training.start_training(user=user)
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
        tasks.follow_models.delay_on_commit()
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
        tasks.follow_models.delay_on_commit()
        audit.record(actor=signed_in(request), action="model_rolled_back", name=name, version=number)
        messages.success(request, _("Version %(number)d of %(name)s is live again.") % {"number": number, "name": name})
    return redirect("models")
