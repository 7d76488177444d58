"""Reports: what a period came to, beside the one before; as files; by themselves; and what another limit would cost."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from services.support import models
from services.support.actions import reports as reporting
from services.support.queries import answers, overview
from services.support.queries import reports as stored
from services.support.queries.overview import Period
from services.support.views.charts import reasons_chart, volume_chart
from services.support.views.overview import PRESETS, chosen_period
from services.support.views.policy import PolicyForm
from shared.accounts.access import require_role, signed_in
from shared.errors import ServiceError
from shared.exports import export
from shared.outbox.models import Endpoint

_DAYS = 30


class CostForm(forms.Form):
    """The inputs of what the assistant saves."""

    currency = forms.RegexField(r"^[A-Z]{3}$", label=gettext_lazy("Currency"), max_length=3)
    minutes_each = forms.FloatField(
        label=gettext_lazy("Minutes of a person for a conversation"), min_value=0, max_value=1_440
    )
    cost_an_hour = forms.FloatField(label=gettext_lazy("Cost of a person's hour"), min_value=0, max_value=100_000)
    cost_each = forms.FloatField(
        label=gettext_lazy("Cost of the assistant for a conversation"), min_value=0, max_value=1_000
    )


class PlanForm(forms.Form):
    every = forms.ChoiceField(label=gettext_lazy("Each"), choices=models.ReportPlan.Every.choices)
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    receivers = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Receivers"),
        queryset=Endpoint.objects.order_by("name"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one receiver.")},
    )
    enabled = forms.BooleanField(label=gettext_lazy("Send it"), required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        zone: Any = self.fields["zone"]
        zone.choices = [(one, one) for one in ["UTC", *sorted(one for one in available_timezones() if "/" in one)]]


@require_GET
@require_role("editor")
def reports(request: HttpRequest) -> HttpResponse:
    period = chosen_period(request, days=_DAYS)
    now, before = reporting.figures(period), reporting.figures(period.before)
    context = {
        "period": period,
        "presets": (*PRESETS, 365),
        "query": f"from={period.first:%Y-%m-%d}&to={period.last:%Y-%m-%d}",
        "figures": now,
        "told": reporting.told(now, before),
        "volume": volume_chart(overview.by_day(period)),
        "reasons": reasons_chart(overview.handover_reasons(period)),
        "inputs": stored.inputs(),
        "limit": 100 * answers.policy().max_wrong_share,
        "supposed": reporting.suppose(period, limit=answers.policy().max_wrong_share),
    }
    return render(request, "support/reports/reports.html", context)


@require_GET
@require_role("editor")
def suppose(request: HttpRequest) -> HttpResponse:
    """What another limit would have meant in the period."""
    form = PolicyForm(request.GET)
    if not form.is_valid():
        return HttpResponse(status=400)
    supposed = reporting.suppose(chosen_period(request, days=_DAYS), limit=form.share)
    return render(request, "support/reports/_supposed.html", {"supposed": supposed})


@require_GET
@require_role("editor")
def table(request: HttpRequest, name: str) -> HttpResponseBase:
    """One table of the report as CSV, safe to open in a spreadsheet."""
    period = chosen_period(request, days=_DAYS)
    rows = list(_rows(name, period))
    columns = list(rows[0]) if rows else []
    return export(request, rows, columns=columns, name=f"{name}-{period.first}-{period.last}", form="csv")


@require_http_methods(["GET", "POST"])
@require_role("editor")
def costs(request: HttpRequest) -> HttpResponse:
    row = stored.inputs()
    names = ("currency", "minutes_each", "cost_an_hour", "cost_each")
    form = CostForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    if form.is_valid():
        reporting.save_costs(**form.cleaned_data, actor=signed_in(request))
        messages.success(request, _("Saved."))
        return redirect("reports")
    context = {"form": form, "title": _("What an hour costs")}
    return render(request, "support/reports/form.html", context, status=400 if form.errors else 200)


@require_GET
@require_role("editor")
def plans(request: HttpRequest) -> HttpResponse:
    rows = models.ReportPlan.objects.prefetch_related("receivers")
    return render(request, "support/reports/plans.html", {"plans": rows, "has_receivers": Endpoint.objects.exists()})


@require_http_methods(["GET", "POST"])
@require_role("editor")
def plan(request: HttpRequest, plan_id: int | None = None) -> HttpResponse:
    """A new plan, or a known one."""
    known = get_object_or_404(models.ReportPlan, pk=plan_id) if plan_id else None
    editor = signed_in(request)
    form = PlanForm(request.POST or None, initial=_initial(known, editor.timezone))
    if form.is_valid():
        try:
            reporting.save_plan(**form.cleaned_data, known=known, editor=editor)
        except ServiceError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. The first goes out when the period that runs now has ended."))
            return redirect("report-plans")
    context = {"form": form, "title": _("A report by itself"), "plan": known}
    return render(request, "support/reports/form.html", context, status=400 if form.errors else 200)


@require_POST
@require_role("editor")
def delete_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    reporting.delete_plan(plan=get_object_or_404(models.ReportPlan, pk=plan_id), actor=signed_in(request))
    return redirect("report-plans")


def _initial(known: models.ReportPlan | None, zone: str) -> dict[str, Any]:
    if known is None:
        return {"every": "week", "zone": zone or "UTC", "language": "en", "enabled": True}
    return {
        "every": known.every,
        "zone": known.timezone,
        "language": known.language,
        "receivers": known.receivers.all(),
        "enabled": known.enabled,
    }


def _rows(name: str, period: Period) -> Iterable[dict[str, Any]]:
    if name == "days":
        return [
            {"date": day.date, "template": day.template, "composed": day.composed, "handed_over": day.handed_over}
            for day in overview.by_day(period)
        ]
    if name == "reasons":
        return [{"reason": reason, "questions": count} for reason, count in overview.handover_reasons(period)]
    found = reporting.figures(period)
    if name == "figures":
        names = ("name", "label", "value", "low", "high", "of", "before", "unit")
        return [
            {one: getattr(row, one) for one in names} for row in reporting.told(found, reporting.figures(period.before))
        ]
    if name == "quality":
        return [
            {"topic": row.topic, "language": row.language, "answers": row.answers}
            | _columns("liked", row.liked)
            | _columns("satisfied", row.satisfied)
            for row in found.quality
        ]
    if name == "agents":
        return [
            {"agent": row.name, "conversations": row.talks, "messages": row.messages}
            | {"wait_median_seconds": row.wait.median, "wait_p90_seconds": row.wait.p90}
            | _columns("satisfied", row.satisfied)
            for row in found.load
        ]
    raise Http404


def _columns(name: str, share: reporting.Share) -> dict[str, Any]:
    return {name: share.value, f"{name}_low": share.low, f"{name}_high": share.high, f"{name}_of": share.total}
