"""The charts of the pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from services.support.actions.satisfaction.figures import Week
from services.support.queries.overview import Day
from shared.ui import charts
from shared.ui.charts import Chart


def volume_chart(days: Sequence[Day]) -> Chart:
    """Questions a day, by who answered."""
    series = {
        _("Template"): [day.template for day in days],
        _("Handed over"): [day.handed_over for day in days],
        _("Composed from sources"): [day.composed for day in days],
    }
    chart = charts.bars([day.date for day in days], series, stacked=True)
    # Plotly would name months in English: numbers read the same everywhere.
    chart.figure["layout"]["xaxis"]["tickformat"] = "%m-%d"
    return chart


def reasons_chart(reasons: Sequence[tuple[str, int]]) -> Chart:
    """Why questions went to a person; the most frequent on top."""
    return charts.bars(
        [label for label, _count in reasons], {_("Questions"): [count for _label, count in reasons]}, horizontal=True
    )


def satisfaction_chart(weeks: Sequence[Week]) -> Chart:
    """The share of satisfied customers week by week, with how many said so beside it in the table."""
    chart = charts.lines(
        [week.begins for week in weeks],
        {_("Satisfied"): [round(100 * (week.share.value or 0), 1) for week in weeks]},
        unit="%",
    )
    chart.figure["layout"]["yaxis"]["range"] = [0, 102]
    # Between few weeks there would be ticks of the same day.
    chart.figure["layout"]["xaxis"] |= {"tickvals": [week.begins.isoformat() for week in weeks], "tickformat": "%m-%d"}
    rows = [[*row, week.share.rated] for row, week in zip(chart.rows, weeks, strict=True)]
    return Chart(chart.figure, [*chart.columns, _("Ratings")], rows)


def coverage_chart(curves: Mapping[str, Any], limit: float) -> Chart | None:
    """The share answered wrongly against the share answered: the price of certainty, with the limit drawn in."""
    names = {"intent": _("Templates"), "answer": _("Answers from sources")}
    known = {name: (curves.get(key) or {}).get("curve") or {} for key, name in names.items()}
    lines = {name: curve for name, curve in known.items() if curve.get("coverage")}
    if not lines:
        return None
    percent = {"tickformat": ".0%", "rangemode": "tozero", "automargin": True}
    layout = {
        "margin": {"l": 44, "r": 12, "t": 12, "b": 34},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "xaxis": {**percent, "title": {"text": _("Questions answered")}, "range": [0, 1.02], "showgrid": False},
        "yaxis": {**percent, "title": {"text": _("Of these, wrong")}},
        "shapes": [_limit_line(limit)],
    }
    rows = [[name, *pair] for name, curve in lines.items() for pair in _tenths(curve)]
    columns = ["", _("Questions answered"), _("Of these, wrong")]
    return Chart({"data": [_line(*line) for line in lines.items()], "layout": layout}, columns, rows)


def _line(name: str, curve: Mapping[str, Any]) -> dict[str, Any]:
    hover = "%{x:.0%} · %{y:.1%}"
    points = {"x": curve["coverage"], "y": curve["risk"]}
    return {"type": "scatter", "mode": "lines", "name": name, "hovertemplate": hover, **points}


def _tenths(curve: Mapping[str, Any]) -> list[list[str]]:
    """About ten rows of a curve, as the table beside the chart shows them."""
    pairs = list(zip(curve["coverage"], curve["risk"], strict=True))
    return [[f"{coverage:.0%}", f"{risk:.1%}"] for coverage, risk in pairs[:: max(len(pairs) // 10, 1)]]


def _limit_line(limit: float) -> dict[str, Any]:
    line = {"dash": "dash", "width": 1.5, "color": "#c2812b"}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": limit, "y1": limit, "line": line}
