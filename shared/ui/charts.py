"""Plain series to a figure that ui/js/charts.js draws in the colours of the theme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Number = float | int | None


@dataclass(frozen=True)
class Chart:
    """The figure, and the same numbers as a table for those who cannot see it."""

    figure: dict[str, Any]
    columns: list[str]
    rows: list[list[Any]]


def lines(x: Sequence[Any], series: Mapping[str, Sequence[Number]], *, unit: str = "", stacked: bool = False) -> Chart:
    """One line a series over a common x (dates as `date`, `datetime` or ISO text); None leaves a gap."""
    labels = [_text(value) for value in x]
    style = {"stackgroup": "all"} if stacked else {"line": {"width": 2.25, "shape": "spline", "smoothing": 0.4}}
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers" if len(labels) < 3 else "lines",
            "name": str(name),
            "x": labels,
            "y": list(values),
            "hovertemplate": f"%{{y}}{_suffix(unit)}",
            **style,
        }
        for name, values in series.items()
    ]
    layout = _layout(len(series), unit)
    layout["hovermode"] = "x unified"
    return _chart(traces, layout, labels, series)


def bars(
    labels: Sequence[Any],
    series: Mapping[str, Sequence[Number]],
    *,
    unit: str = "",
    horizontal: bool = False,
    stacked: bool = False,
) -> Chart:
    """Horizontal bars suit long names; they run from top to bottom as given."""
    texts = [_text(label) for label in labels]
    category, value = ("y", "x") if horizontal else ("x", "y")
    traces = [
        {
            "type": "bar",
            "name": str(name),
            category: texts,
            value: list(values),
            "orientation": "h" if horizontal else "v",
            "hovertemplate": f"%{{{value}}}{_suffix(unit)}",
        }
        for name, values in series.items()
    ]
    layout = _layout(len(series), unit, value_axis=f"{value}axis")
    layout["barmode"] = "stack" if stacked else "group"
    layout["bargap"] = 0.35
    if horizontal:
        layout["yaxis"] = {"autorange": "reversed", "automargin": True, "type": "category"}
    return _chart(traces, layout, texts, series)


def donut(labels: Sequence[Any], values: Sequence[Number], *, unit: str = "") -> Chart:
    texts = [_text(label) for label in labels]
    trace = {
        "type": "pie",
        "labels": texts,
        "values": list(values),
        "hole": 0.62,
        "sort": False,
        "textinfo": "percent",
        "hovertemplate": f"%{{label}}: %{{value}}{_suffix(unit)}<extra></extra>",
    }
    return _chart([trace], _layout(2, unit), texts, {unit: values})


def _layout(series: int, unit: str, *, value_axis: str = "yaxis") -> dict[str, Any]:
    return {
        "margin": {"l": 44, "r": 12, "t": 12, "b": 34},
        "showlegend": series > 1,
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "xaxis": {"automargin": True, "showgrid": False},
        "yaxis": {"automargin": True, "rangemode": "tozero"},
        value_axis: {"automargin": True, "rangemode": "tozero", "ticksuffix": _suffix(unit), "showgrid": True},
    }


def _chart(
    traces: list[dict[str, Any]],
    layout: dict[str, Any],
    labels: list[str],
    series: Mapping[str, Sequence[Number]],
) -> Chart:
    columns = list(zip(*series.values(), strict=True)) if series else []
    rows = [[label, *values] for label, values in zip(labels, columns, strict=True)]
    return Chart({"data": traces, "layout": layout}, ["", *map(str, series)], rows)


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _suffix(unit: str) -> str:
    return f" {unit}" if unit else ""
