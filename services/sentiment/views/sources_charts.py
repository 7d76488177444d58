"""The charts of a source's health."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from services.sentiment.queries.sources_history import Stretch
from services.sentiment.views.charts import COLOURS
from shared.ui import charts
from shared.ui.charts import Chart


def items_chart(stretches: Sequence[Stretch], *, step: str) -> Chart:
    series = {
        _("New articles"): [one.stored for one in stretches],
        _("Visits with errors"): [one.troubled for one in stretches],
    }
    chart = charts.bars(_labels(stretches, step), series)
    for trace, tone in zip(chart.figure["data"], ("positive", "negative"), strict=True):
        trace["marker"] = {"color": COLOURS[tone]}
    return _dated(chart, step)


def bytes_chart(stretches: Sequence[Stretch], *, step: str) -> Chart:
    series = {
        _("Saved, since nothing had changed"): [_kilo(one.saved) for one in stretches],
        _("Received"): [_kilo(one.received) for one in stretches],
    }
    chart = charts.bars(_labels(stretches, step), series, unit="kB", stacked=True)
    for trace, tone in zip(chart.figure["data"], ("positive", "neutral"), strict=True):
        trace["marker"] = {"color": COLOURS[tone]}
    return _dated(chart, step)


def age_chart(stretches: Sequence[Stretch], *, step: str) -> Chart:
    """How old the newest item was: a feed that stopped shows as a rising line."""
    series = {_("Age of the newest item"): [one.feed_age for one in stretches]}
    chart = charts.lines(_labels(stretches, step), series, unit="h")
    # A curve would swing below nought between two points.
    chart.figure["data"][0]["line"] = {"width": 2.25}
    return _dated(chart, step)


def _labels(stretches: Sequence[Stretch], step: str) -> list[str]:
    # Days are cut in UTC, so their names are too.
    if step == "hour":
        return [f"{timezone.localtime(one.start):%Y-%m-%d %H:%M}" for one in stretches]
    return [f"{one.start:%Y-%m-%d}" for one in stretches]


def _dated(chart: Chart, step: str) -> Chart:
    chart.figure["layout"]["xaxis"] |= {"type": "date", "tickformat": "%m-%d\n%H:%M" if step == "hour" else "%m-%d"}
    return chart


def _kilo(count: int) -> float:
    return round(count / 1000, 1)
