"""Experiments: what is known, and what not yet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from services.recommend import models
from services.recommend.actions import experiments as actions
from services.recommend.actions.experiments.sides import standing
from services.recommend.actions.experiments.telling import tell
from services.recommend.queries import editorial
from services.recommend.views.experiments_form import DEFAULTS, ExperimentForm
from services.recommend.views.refused import refused
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit
from shared.errors import InputRefused


@require_GET
@require_role("agent")
def experiments(request: HttpRequest) -> HttpResponse:
    return _page(request, ExperimentForm(initial=DEFAULTS))


@require_POST
@require_role("editor")
def start(request: HttpRequest) -> HttpResponse:
    form = ExperimentForm(DEFAULTS | request.POST.dict())
    if not form.is_valid():
        return _page(request, form, status=400)
    try:
        started = actions.start(**form.wanted())
    except InputRefused as refusal:
        return _page(request, refused(form, refusal), status=400)
    audit.record(actor=signed_in(request), action="experiment_started", target=started)
    return redirect("experiments")


@require_POST
@require_role("editor")
def end(request: HttpRequest, key: str) -> HttpResponse:
    found = get_object_or_404(models.Experiment, key=key)
    if actions.end(experiment=found):
        audit.record(actor=signed_in(request), action="experiment_ended", target=found)
    return redirect("experiments")


def _page(request: HttpRequest, form: ExperimentForm, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    told = [(tell(one, now=now), standing(one)) for one in models.Experiment.objects.all()[:20]]
    context = {"told": told, "form": form, "known": editorial.surfaces()}
    return render(request, "recommend/experiments/experiments.html", context, status=status)
