"""What the rule as it stands in the form would have fired on."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from services.sentiment import models
from services.sentiment.actions.rules.checking import problems
from services.sentiment.actions.rules.trying import Backtest, Fired, backtest
from services.sentiment.actions.surges.frame import labels_of
from services.sentiment.templatetags.sentiment_text import topic_name
from services.sentiment.views.charts import marked
from services.sentiment.views.rules.form import fields_in
from services.sentiment.views.rules.parameters import parameters
from shared.accounts.access import require_role
from shared.ui import charts
from shared.ui.charts import Chart

_DAYS = 90
_SHOWN = 50


@require_POST
@require_role("editor")
def preview(request: HttpRequest, rule_id: int | None = None) -> HttpResponse:
    """Of a rule that is saved already, people's verdicts count too."""
    found = get_object_or_404(models.Rule, pk=rule_id) if rule_id else models.Rule()
    given = fields_in(request.POST)
    # A rule needs no name to be tried.
    wrong = list(problems({**given, "name": given["name"] or "-"}))
    context: dict[str, object] = {"problems": wrong, "days": _DAYS}
    if not wrong:
        tried = models.Rule(pk=found.pk, **given)
        done = backtest(rule=tried, now=timezone.now(), days=_DAYS)
        context |= {"backtest": done, "fired": _named(done.fired[::-1][:_SHOWN]), "chart": _chart(done)}
    return render(request, "sentiment/rules/_preview.html", context)


@require_POST
@require_role("editor")
def choose_detector(request: HttpRequest) -> HttpResponse:
    """The inputs of another detector; what both know is kept."""
    given = fields_in(request.POST)
    context = {"parameters": parameters(given["detector"], given["parameters"])}
    return render(request, "sentiment/rules/_parameters.html", context)


def _named(fired: Sequence[Fired]) -> list[tuple[str, Fired]]:
    """Each with the name of its series as people know it."""
    names = dict(models.Entity.objects.values_list("key", "name"))
    return [(" · ".join(_words(labels_of(one.series), names)), one) for one in fired]


def _words(labels: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
    """No label at all is the whole market."""
    shown = {"entity": names.get(labels.get("entity", ""), ""), "topic": topic_name(labels.get("topic", ""))}
    return [shown[label] or value for label, value in labels.items()] or [_("Everything together")]


def _chart(done: Backtest) -> Chart:
    days = done.daily[-_DAYS:]
    starts = [f"{timezone.localtime(start):%Y-%m-%d}" for start, _total, _count in days]
    chart = charts.bars(starts, {_("Negative stories a day"): [total for _start, total, _count in days]})
    chart.figure["layout"]["xaxis"] |= {"type": "date", "tickformat": "%m-%d"}
    return marked(chart, [alert.fired_at for alert in done.fired])
