"""The inbox of alerts, and one alert with everything that speaks for and against it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from services.sentiment import models
from services.sentiment.actions.alerts import answering
from services.sentiment.actions.alerts.history import first_broken
from services.sentiment.actions.alerts.reproducing import reproduce as work_out
from services.sentiment.models.choices import Severity
from services.sentiment.queries import alerts as rows
from services.sentiment.queries import bins, rules
from shared.accounts.access import require_role, signed_in
from shared.errors import InputRefused
from shared.ui import charts
from shared.ui.charts import Chart
from shared.ui.paging import cut

_AROUND = 48


@require_GET
@require_role("agent")
def alerts(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "open")
    severity, entity = request.GET.get("severity", ""), request.GET.get("entity", "")
    wanted = rows.Wanted(state="" if state == "all" else state, severity=severity, entity=entity)
    context = {
        "page": cut(request, rows.alerts(wanted), order="-started_at"),
        "state": state,
        "severity": severity,
        "entity": entity,
        "states": models.Alert.State.choices,
        "severities": Severity.choices,
    }
    template = "_rows" if request.headers.get("HX-Request") else "alerts"
    return render(request, f"sentiment/alerts/{template}.html", context)


@require_GET
@require_role("agent")
def alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    found = get_object_or_404(rows.alerts(), pk=alert_id)
    context = {
        "alert": found,
        "articles": rows.articles(found),
        "events": found.events.order_by("number"),
        "broken": first_broken(found),
        "chart": _chart(found),
        "is_quiet": found.is_open and rules.is_quiet(found.labels, now=timezone.now()),
    }
    return render(request, "sentiment/alerts/alert.html", context)


@require_POST
@require_role("agent")
def answer(request: HttpRequest) -> HttpResponse:
    """Acknowledge or resolve those that are ticked."""
    ids = [int(value) for value in request.POST.getlist("alert") if value.isdigit() and len(value) < 19]
    act = answering.resolve if request.POST.get("do") == "resolve" else answering.acknowledge
    count = act(alert_ids=ids, actor=signed_in(request))
    messages.success(request, _("%(count)d changed.") % {"count": count})
    return redirect("alert", ids[0]) if request.POST.get("stay") and ids else redirect("alerts")


@require_POST
@require_role("agent")
def remark(request: HttpRequest, alert_id: int) -> HttpResponse:
    """A verdict, a note, or both."""
    found = get_object_or_404(models.Alert, pk=alert_id)
    user = signed_in(request)
    try:
        if request.POST.get("verdict"):
            answering.judge(alert=found, verdict=request.POST["verdict"], actor=user)
        if request.POST.get("text"):
            answering.add_note(alert=found, text=request.POST["text"], author=user, actor=user)
    except InputRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("alert", alert_id)


@require_POST
@require_role("agent")
def reproduce(request: HttpRequest, alert_id: int) -> HttpResponse:
    """What the same question gives on the counts as they are now."""
    found = get_object_or_404(rows.alerts(), pk=alert_id)
    return render(request, "sentiment/alerts/_reproduced.html", {"alert": found, "again": work_out(alert=found)})


def _chart(found: models.Alert) -> Chart:
    """Half a day before the surge to an hour after it, with what is usual."""
    first, end = found.first_bin - _AROUND, found.last_bin + 5
    scope = {**found.evidence.get("scope", {}), "entities": [found.labels.get("entity", "")]}
    seen = dict.fromkeys(range(first, end), 0)
    for start, _entity, _topic, _group, negative, _total in bins.counts(scope, first=first, end=end):
        seen[bins.bin_number(start)] += negative
    width = max(found.evidence.get("window_minutes", 15) // 15, 1)
    usual = [round(found.evidence.get("expected", 0.0) / width, 2)] * len(seen)
    chart = charts.lines(
        [bins.bin_start(at) for at in seen], {_("Negative stories"): list(seen.values()), _("Usual"): usual}
    )
    chart.figure["layout"]["shapes"] = [_marked(found)]
    return chart


def _marked(found: models.Alert) -> dict[str, object]:
    x = {"x0": bins.bin_start(found.first_bin).isoformat(), "x1": bins.bin_start(found.last_bin + 1).isoformat()}
    fill = {"fillcolor": "#c2412b", "opacity": 0.14, "line": {"width": 0}}
    return {"type": "rect", "yref": "paper", "y0": 0, "y1": 1, **x, **fill}
