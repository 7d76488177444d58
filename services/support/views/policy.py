"""How many wrong answers are acceptable, and what that costs in questions left to people."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from services.support import models
from services.support.actions import policy as deciding
from services.support.actions import submissions
from services.support.queries import answers
from services.support.queries.submissions import undecided
from services.support.views.charts import coverage_chart
from services.support.views.early import early_context
from services.support.views.submissions import watched
from shared.accounts.access import require_role, signed_in


class PolicyForm(forms.Form):
    """Percent on the page, a share in the database."""

    max_wrong_percent = forms.FloatField(
        label=gettext_lazy("Largest share of wrong answers"), min_value=0.5, max_value=30
    )
    confident = forms.BooleanField(label=gettext_lazy("Keep it with 95 % confidence"), required=False)

    @property
    def share(self) -> float:
        return float(self.cleaned_data["max_wrong_percent"]) / 100

    @property
    def limit(self) -> dict[str, Any]:
        return {"max_wrong_share": self.share, "confident": bool(self.cleaned_data["confident"])}


@require_http_methods(["GET", "POST"])
@require_role("editor")
def policy(request: HttpRequest) -> HttpResponse:
    row = answers.policy()
    initial = {"max_wrong_percent": 100 * row.max_wrong_share, "confident": row.confident}
    form = PolicyForm(request.POST or None, initial=initial)
    if form.is_valid():
        editor = signed_in(request)
        return watched(submissions.open_limit(**form.limit, actor=editor, user=editor))
    context = {
        "policy": row,
        "form": form,
        "undecided": undecided(what=(models.Submission.What.POLICY,)),
        "preview": deciding.preview(row.max_wrong_share, confident=row.confident),
        "curve": coverage_chart(row.curves, row.max_wrong_share),
        **early_context(row),
    }
    return render(request, "support/policy/policy.html", context, status=400 if form.errors else 200)


@require_GET
@require_role("editor")
def preview(request: HttpRequest) -> HttpResponse:
    form = PolicyForm(request.GET)
    if not form.is_valid():
        return HttpResponse(status=400)
    return render(request, "support/policy/_preview.html", {"preview": deciding.preview(**form.limit)})
