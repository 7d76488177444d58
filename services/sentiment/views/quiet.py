"""Silences, maintenance windows and inhibitions: what keeps alerts from being told."""

from datetime import timedelta

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from services.sentiment import models
from services.sentiment.actions.alerts import quieting
from services.sentiment.queries import rules
from services.sentiment.views.quiet_form import InhibitionForm, QuietForm
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit
from shared.errors import InputRefused


@require_GET
@require_role("agent")
def quiet(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@require_role("agent")
def add(request: HttpRequest) -> HttpResponse:
    form = QuietForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form)
    given = form.cleaned_data
    starts = given["starts_at"] or timezone.now()
    acting = quieting.add_silence if given["kind"] == "silence" else quieting.plan_maintenance
    try:
        made = acting(
            labels=form.labels,
            starts_at=starts,
            ends_at=starts + timedelta(hours=given["hours"]),
            reason=given["reason"],
            author=signed_in(request),
        )
    except InputRefused as refusal:
        return _page(request, form=_refused(form, refusal))
    audit.record(actor=signed_in(request), action=f"{given['kind']}_added", target=made, labels=form.labels)
    messages.success(request, _("Quiet until %(time)s.") % {"time": timezone.localtime(made.ends_at).strftime("%F %R")})
    return redirect("quiet")


@require_POST
@require_role("agent")
def end(request: HttpRequest, kind: str, quiet_id: int) -> HttpResponse:
    found = _found(kind, quiet_id)
    audit.record(actor=signed_in(request), action=f"{kind}_ended", target=found)
    quieting.end_now(quiet=found)
    messages.success(request, _("It has ended; what still fires is told."))
    return redirect("quiet")


@require_POST
@require_role("editor")
def add_inhibition(request: HttpRequest) -> HttpResponse:
    form = InhibitionForm(request.POST)
    if not form.is_valid():
        return _page(request, inhibition=form)
    given = form.cleaned_data
    try:
        made = quieting.add_inhibition(
            name=given["name"],
            source={"alertname": given["source"]},
            target={"alertname": given["target"]},
            equal=given["equal"],
        )
    except InputRefused as refusal:
        return _page(request, inhibition=_refused(form, refusal))
    audit.record(actor=signed_in(request), action="inhibition_added", target=made)
    return redirect("quiet")


@require_POST
@require_role("editor")
def delete_inhibition(request: HttpRequest, inhibition_id: int) -> HttpResponse:
    found = get_object_or_404(models.Inhibition, pk=inhibition_id)
    audit.record(actor=signed_in(request), action="inhibition_deleted", target=found)
    found.delete()
    return redirect("quiet")


def _found(kind: str, quiet_id: int) -> models.Silence | models.MaintenanceWindow:
    if kind == "silence":
        return get_object_or_404(models.Silence, pk=quiet_id)
    if kind == "maintenance":
        return get_object_or_404(models.MaintenanceWindow, pk=quiet_id)
    raise Http404


def _refused(form: Form, refusal: InputRefused) -> Form:
    for problem in refusal.problems:
        field = problem.field if problem.field in form.fields else None
        form.add_error(field, f"{problem.message} {problem.remedy}")
    return form


def _page(request: HttpRequest, *, form: Form | None = None, inhibition: Form | None = None) -> HttpResponse:
    now = timezone.now()
    context = {
        "now": now,
        "quiets": [
            ("silence", _("Silence"), rules.silences(now=now)),
            ("maintenance", _("Maintenance"), rules.maintenance(now=now)),
        ],
        "inhibitions": models.Inhibition.objects.all(),
        "form": form or QuietForm(),
        "inhibition_form": inhibition or InhibitionForm(),
    }
    return render(request, "sentiment/quiet/quiet.html", context, status=400 if form or inhibition else 200)
