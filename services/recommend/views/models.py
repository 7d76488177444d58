"""Train, compare, promote and roll back the ranker."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from services.recommend import tasks
from services.recommend.actions import model_versions, shadowing, training
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit
from shared.errors import ServiceError
from shared.jobs import queries as jobs


@require_GET
@require_role("editor")
def models(request: HttpRequest) -> HttpResponse:
    context = {
        "model": model_versions.list_versions(),
        "told": shadowing.tell(now=timezone.now()),
        "percent": settings.SHADOW_PERCENT,
        "usable": settings.COLD_START_ATTRIBUTES,
        "reads": settings.CROSS_ENCODER != "off",
        "job": jobs.latest(kind=training.KIND),
    }
    return render(request, "recommend/models/models.html", context)


@require_POST
@require_role("editor")
def train(request: HttpRequest) -> HttpResponse:
    """A second click while a training runs shows the one that runs."""
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
def promote(request: HttpRequest, number: int) -> HttpResponse:
    force = request.POST.get("force") == "1"
    try:
        model_versions.promote_version(number=number, force=force)
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        audit.record(actor=signed_in(request), action="model_promoted", version=number, force=force)
        messages.success(request, _("Version %(number)d is live.") % {"number": number})
    return redirect("models")


@require_POST
@require_role("editor")
def roll_back(request: HttpRequest) -> HttpResponse:
    try:
        number = model_versions.roll_back()
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        audit.record(actor=signed_in(request), action="model_rolled_back", version=number)
        messages.success(request, _("Version %(number)d is live again.") % {"number": number})
    return redirect("models")
