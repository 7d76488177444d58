"""From which chance of an unhappy customer a person is called, and what that would have cost."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from services.support import models
from services.support.actions import policy as deciding
from services.support.actions.forecast import costs
from services.support.actions.forecast.telling import verdict
from services.support.queries import fits as stored
from shared.accounts.access import require_role, signed_in

Kind = models.SatisfactionFit.Kind


class EarlyForm(forms.Form):
    """Percent on the page, a share in the database."""

    early = forms.BooleanField(label=gettext_lazy("Call a person early"), required=False)
    chance_percent = forms.FloatField(
        label=gettext_lazy("From this chance of an unhappy customer"),
        min_value=100 * costs.LOWEST,
        max_value=100 * costs.HIGHEST,
    )

    @property
    def threshold(self) -> float:
        return float(self.cleaned_data["chance_percent"]) / 100


@require_POST
@require_role("editor")
def early(request: HttpRequest) -> HttpResponse:
    form = EarlyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a chance between 5 and 95 percent."))
        return redirect("policy")
    threshold = form.threshold if form.cleaned_data["early"] else None
    deciding.set_early_handover(threshold=threshold, actor=signed_in(request))
    messages.success(request, _("Saved. The next message follows it."))
    return redirect("policy")


@require_GET
@require_role("editor")
def preview(request: HttpRequest) -> HttpResponse:
    form = EarlyForm(request.GET)
    if not form.is_valid():
        return HttpResponse(status=400)
    return render(request, "support/policy/_early.html", {"cost": _cost(form.threshold)})


def early_context(policy: models.Policy) -> dict[str, Any]:
    threshold = policy.early_handover or costs.USUAL
    forecast = stored.newest(Kind.FORECAST)
    return {
        "forecast": forecast,
        "verdict": verdict(forecast),
        "chance": 100 * threshold,
        "cost": _cost(threshold),
    }


def _cost(threshold: float) -> costs.Cost | None:
    forecast = stored.newest(Kind.FORECAST)
    return costs.cost(forecast.figures, threshold) if forecast else None
