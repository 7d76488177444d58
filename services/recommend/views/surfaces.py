"""Surfaces: what editors pin there, and which rules hold."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from services.recommend import models
from services.recommend.actions import editorial
from services.recommend.queries import editorial as queries
from services.recommend.views.refused import refused
from services.recommend.views.surfaces_form import PinForm, RulesForm
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit
from shared.errors import InputRefused


@require_GET
@require_role("editor")
def surfaces(request: HttpRequest) -> HttpResponse:
    return _page(request, pin=PinForm(initial={"item": request.GET.get("item", "")[:120], "position": 1}))


@require_POST
@require_role("editor")
def pin(request: HttpRequest) -> HttpResponse:
    form = PinForm(request.POST)
    if not form.is_valid():
        return _page(request, pin=form, status=400)
    try:
        made = editorial.pin(**form.cleaned_data, by=signed_in(request))
    except InputRefused as refusal:
        return _page(request, pin=refused(form, refusal), status=400)
    audit.record(actor=signed_in(request), action="item_pinned", target=made)
    messages.success(request, _("“%(item)s” is pinned.") % {"item": made.item})
    return redirect("surfaces")


@require_POST
@require_role("editor")
def remove_pin(request: HttpRequest, pin_id: int) -> HttpResponse:
    found = get_object_or_404(models.Pin, pk=pin_id)
    audit.record(actor=signed_in(request), action="pin_removed", target=found)
    editorial.remove_pin(pin=found)
    return redirect("surfaces")


@require_POST
@require_role("editor")
def save_rules(request: HttpRequest) -> HttpResponse:
    form = RulesForm(request.POST)
    if not form.is_valid():
        return _page(request, rules=form, status=400)
    given = form.cleaned_data
    saved = editorial.save_rules(
        surface=given["surface"],
        most_of_category=given["most_of_category"],
        loss_budget=given["loss_percent"] / 100,
    )
    audit.record(actor=signed_in(request), action="surface_rules_saved", target=saved)
    messages.success(request, _("The rules hold from now on."))
    return redirect("surfaces")


@require_POST
@require_role("editor")
def remove_rules(request: HttpRequest, rules_id: int) -> HttpResponse:
    found = get_object_or_404(models.SurfaceRule, pk=rules_id)
    audit.record(actor=signed_in(request), action="surface_rules_removed", target=found)
    editorial.remove_rules(rules=found)
    return redirect("surfaces")


def _page(
    request: HttpRequest, *, pin: Form | None = None, rules: Form | None = None, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    context = {
        "now": now,
        "pins": queries.pins(now=now),
        "rules": [(row, editorial.spread_of(row)) for row in queries.rules()],
        "known": queries.surfaces(),
        "pin_form": pin or PinForm(),
        "rules_form": rules or RulesForm(),
    }
    return render(request, "recommend/surfaces/surfaces.html", context, status=status)
