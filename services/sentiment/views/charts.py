"""The charts of the pages."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from services.sentiment.queries.drift import Week
from services.sentiment.queries.trends import Point, Tone
from services.sentiment.templatetags.sentiment_text import topic_name
from shared.ui import charts
from shared.ui.charts import Chart

# Red to green with a quiet middle; light and dark enough apart for people who see fewer colours.
COLOURS = {"negative": "#c4453f", "neutral": "#9aa1af", "positive": "#2f8f6b"}
_SURGE = "#c8922b"


def tone_chart(points: Sequence[Point], *, step: str, surges: Iterable[datetime] = ()) -> Chart:
    """Stories over time, stacked by tone, with the moments at which a surge was noticed."""
    form = "%Y-%m-%d %H:%M" if step == "hour" else "%Y-%m-%d"
    labels = [f"{timezone.localtime(point.start):{form}}" for point in points]
    series = {
        _("Negative"): [point.negative for point in points],
        _("Neutral"): [point.neutral for point in points],
        _("Positive"): [point.positive for point in points],
    }
    chart = charts.bars(labels, series, stacked=True)
    _colour(chart)
    chart.figure["layout"]["bargap"] = 0.15
    chart.figure["layout"]["xaxis"] |= {"type": "date", "tickformat": "%m-%d\n%H:%M" if step == "hour" else "%m-%d"}
    return marked(chart, surges)


def marked(chart: Chart, surges: Iterable[datetime]) -> Chart:
    """With a dotted line at each surge."""
    chart.figure["layout"]["shapes"] = [_surge(moment) for moment in surges]
    return chart


def topics_chart(topics: Sequence[tuple[str, Tone]]) -> Chart:
    """Topics by tone, the most written about on top."""
    series = {
        _("Negative"): [tone.negative for _topic, tone in topics],
        _("Neutral"): [tone.neutral for _topic, tone in topics],
        _("Positive"): [tone.positive for _topic, tone in topics],
    }
    chart = charts.bars([topic_name(topic) for topic, _tone in topics], series, horizontal=True, stacked=True)
    _colour(chart)
    return chart


def share_chart(lines: Mapping[str, Sequence[Point]]) -> Chart:
    """The share of negative stories of a company beside its competitors'."""
    starts = [f"{timezone.localtime(point.start):%Y-%m-%d}" for point in next(iter(lines.values()), [])]
    series = {name: [_percent(point.negative_share) for point in points] for name, points in lines.items()}
    chart = charts.lines(starts, series, unit="%")
    chart.figure["layout"]["xaxis"] |= {"type": "date", "tickformat": "%m-%d"}
    for trace in chart.figure["data"]:
        trace["connectgaps"] = True
        trace["mode"] = "lines+markers"
        trace["line"] = {"width": 2}
        trace["marker"] = {"size": 5}
    return chart


def confidence_chart(models: Sequence[Mapping[str, Sequence[Week]]]) -> Chart | None:
    """How sure each version was of the articles of each week."""
    versions = {name: weeks for model in models for name, weeks in model.items()}
    starts = sorted({week.start for weeks in versions.values() for week in weeks})
    if not starts:
        return None
    sure = {name: {week.start: week.confidence for week in weeks} for name, weeks in versions.items()}
    series = {name: [_percent(known.get(start)) for start in starts] for name, known in sure.items()}
    chart = charts.lines([f"{timezone.localtime(start):%Y-%m-%d}" for start in starts], series, unit="%")
    chart.figure["layout"]["xaxis"] |= {"type": "date", "tickformat": "%m-%d"}
    for trace in chart.figure["data"]:
        trace["mode"] = "lines+markers"
    return chart


def _colour(chart: Chart) -> None:
    for trace, colour in zip(chart.figure["data"], COLOURS.values(), strict=True):
        trace["marker"] = {"color": colour}


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


def _surge(moment: datetime) -> dict[str, Any]:
    at = f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
    line = {"color": _SURGE, "width": 2, "dash": "dot"}
    return {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper", "line": line}
