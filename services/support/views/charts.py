"""The charts of the pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from services.support.actions.drivers.indices import Index
from services.support.actions.drivers.telling import TEN, number
from services.support.actions.satisfaction.figures import Week
from services.support.queries.overview import Day
from shared.ui import charts
from shared.ui.charts import Chart

_LIMIT = {"dash": "dash", "width": 1.5, "color": "#c2812b"}


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


def effects_chart(effects: Sequence[Mapping[str, Any]]) -> Chart:
    """α, β and γ with their 95 % intervals, each for ten points more of its index."""
    greek = {Index.F.value: "α", Index.U.value: "β", Index.R.value: "γ"}
    known = [one for one in effects if one["slope"]]
    names = [f"{greek[one['name']]} · {Index(one['name']).label}" for one in known]
    values, low, high = ([TEN * one["slope"][end] for one in known] for end in ("value", "low", "high"))
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": values,
        "y": names,
        "marker": {"size": 11},
        "error_x": _error_bars(values, low, high),
        "hovertemplate": "%{x:.2f}<extra></extra>",
    }
    layout = {
        "margin": {"l": 44, "r": 16, "t": 12, "b": 34},
        "showlegend": False,
        "xaxis": {"title": {"text": _("Change of the rating")}, "zeroline": True, "automargin": True},
        "yaxis": {"autorange": "reversed", "automargin": True, "type": "category", "showgrid": False},
        # Where an interval crosses it, an effect is not shown.
        "shapes": [{"type": "line", "yref": "paper", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "line": _LIMIT}],
    }
    rows = [
        [name, number(value), f"{number(least)} – {number(most)}"]
        for name, value, least, most in zip(names, values, low, high, strict=True)
    ]
    return Chart({"data": [points], "layout": layout}, ["", _("Change of the rating"), _("95 % interval")], rows)


def reliability_chart(bins: Sequence[Mapping[str, Any]]) -> Chart:
    """What was foreseen against what happened, with the line on which both are the same."""
    expected, happened = [one["expected"] for one in bins], [one["happened"] for one in bins]
    values, low, high = ([one[end] for one in happened] for end in ("value", "low", "high"))
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": expected,
        "y": values,
        "marker": {"size": 9},
        "error_y": _error_bars(values, low, high),
        "hovertemplate": "%{x:.0%} → %{y:.0%}<extra></extra>",
    }
    percent = {"tickformat": ".0%", "automargin": True, "range": [-0.02, 1.02]}
    layout = {
        "margin": {"l": 44, "r": 12, "t": 12, "b": 34},
        "showlegend": False,
        "xaxis": {**percent, "title": {"text": _("Foreseen")}, "showgrid": False},
        "yaxis": {**percent, "title": {"text": _("Were unhappy")}},
        "shapes": [{"type": "line", "x0": 0, "x1": 1, "y0": 0, "y1": 1, "line": _LIMIT}],
    }
    rows = [
        [f"{share:.0%}", f"{one['value']:.0%}", f"{one['low']:.0%} – {one['high']:.0%}", round(row["conversations"])]
        for share, one, row in zip(expected, happened, bins, strict=True)
    ]
    columns = [_("Foreseen"), _("Were unhappy"), _("95 % interval"), _("Conversations")]
    return Chart({"data": [points], "layout": layout}, columns, rows)


def _error_bars(values: Sequence[float], low: Sequence[float], high: Sequence[float]) -> dict[str, Any]:
    return {
        "type": "data",
        "symmetric": False,
        "array": [most - value for value, most in zip(values, high, strict=True)],
        "arrayminus": [value - least for value, least in zip(values, low, strict=True)],
        "thickness": 2,
        "width": 6,
    }


def _line(name: str, curve: Mapping[str, Any]) -> dict[str, Any]:
    hover = "%{x:.0%} · %{y:.1%}"
    points = {"x": curve["coverage"], "y": curve["risk"]}
    return {"type": "scatter", "mode": "lines", "name": name, "hovertemplate": hover, **points}


def _tenths(curve: Mapping[str, Any]) -> list[list[str]]:
    """About ten rows of a curve, as the table beside the chart shows them."""
    pairs = list(zip(curve["coverage"], curve["risk"], strict=True))
    return [[f"{coverage:.0%}", f"{risk:.1%}"] for coverage, risk in pairs[:: max(len(pairs) // 10, 1)]]


def _limit_line(limit: float) -> dict[str, Any]:
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": limit, "y1": limit, "line": _LIMIT}
