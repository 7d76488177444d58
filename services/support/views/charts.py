"""Figures of the pages as plotly reads them: data and what is particular to each; the theme comes from the page."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from services.support.queries.overview import Day

Figure = dict[str, Any]


def volume_chart(days: Sequence[Day]) -> Figure:
    """Questions a day, by who answered."""
    dates = [day.date.isoformat() for day in days]
    return {
        "data": [
            _bars(_("Template"), dates, [day.template for day in days]),
            _bars(_("Composed from sources"), dates, [day.composed for day in days]),
            _bars(_("Handed over"), dates, [day.handed_over for day in days]),
        ],
        "layout": {"barmode": "stack", "bargap": 0.25, "xaxis": {"type": "date"}, "yaxis": {"rangemode": "tozero"}},
    }


def reasons_chart(reasons: Sequence[tuple[str, int]]) -> Figure:
    """Why questions went to a person; the most frequent on top."""
    labels = [label for label, _count in reversed(reasons)]
    counts = [count for _label, count in reversed(reasons)]
    bars = {"type": "bar", "orientation": "h", "x": counts, "y": labels, "text": counts, "textposition": "auto"}
    return {
        "data": [bars] if counts else [],
        "layout": {"showlegend": False, "xaxis": {"visible": False}, "yaxis": {"automargin": True}},
    }


def coverage_chart(curves: Mapping[str, Any], limit: float) -> Figure:
    """The share answered wrongly against the share answered: the price of certainty, with the limit drawn in."""
    names = {"intent": _("Templates"), "answer": _("Answers from sources")}
    lines = []
    for key, name in names.items():
        curve = (curves.get(key) or {}).get("curve") or {}
        if curve.get("coverage"):
            lines.append(_line(name, curve["coverage"], curve["risk"]))
    percent = {"tickformat": ".0%", "rangemode": "tozero"}
    return {
        "data": lines,
        "layout": {
            "xaxis": {**percent, "title": {"text": _("Questions answered")}, "range": [0, 1.02]},
            "yaxis": {**percent, "title": {"text": _("Of these, wrong")}},
            "shapes": [_limit_line(limit)],
        },
    }


def _bars(name: str, x: Sequence[str], y: Sequence[int]) -> Figure:
    return {"type": "bar", "name": name, "x": list(x), "y": list(y)}


def _line(name: str, x: Sequence[float], y: Sequence[float]) -> Figure:
    hover = "%{x:.0%} · %{y:.1%}"
    return {"type": "scatter", "mode": "lines", "name": name, "x": list(x), "y": list(y), "hovertemplate": hover}


def _limit_line(limit: float) -> Figure:
    line = {"dash": "dash", "width": 1.5, "color": "#c2812b"}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": limit, "y1": limit, "line": line}
