"""Experiments: what is known, and what not yet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from services.recommend import models
from services.recommend.actions import experiments as actions
from services.recommend.actions.experiments.telling import tell
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit
from shared.errors import ServiceError
from shared.experiments.sequences import MIN_USERS


@require_GET
@require_role("agent")
def experiments(request: HttpRequest) -> HttpResponse:
    told = [tell(one, now=timezone.now()) for one in models.Experiment.objects.all()[:20]]
    kinds = models.Experiment
    context = {"told": told, "ways": kinds.Way.choices, "designs": kinds.Design.choices, "enough": MIN_USERS}
    return render(request, "recommend/experiments/experiments.html", context)


@require_POST
@require_role("editor")
def start(request: HttpRequest) -> HttpResponse:
    try:
        started = actions.start(
            key=request.POST.get("key", "").strip()[:60],
            control=request.POST.get("control", ""),
            treatment=request.POST.get("treatment", ""),
            surface=request.POST.get("surface", "").strip()[:60],
            design=request.POST.get("design", models.Experiment.Design.SPLIT),
        )
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        audit.record(actor=signed_in(request), action="experiment_started", target=started)
    return redirect("experiments")


@require_POST
@require_role("editor")
def end(request: HttpRequest, key: str) -> HttpResponse:
    found = get_object_or_404(models.Experiment, key=key)
    if actions.end(experiment=found):
        audit.record(actor=signed_in(request), action="experiment_ended", target=found)
    return redirect("experiments")
