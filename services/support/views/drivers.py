"""What moves satisfaction, with its intervals, and what is foreseen of conversations that go on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from services.support import models, tasks
from services.support.actions.drivers.indices import MEASURES, Index
from services.support.actions.drivers.telling import doubts, reading
from services.support.actions.forecast import refitting
from services.support.actions.forecast.telling import verdict
from services.support.queries import answers
from services.support.queries import fits as stored
from services.support.views.charts import effects_chart, reliability_chart
from services.support.views.starting import start
from shared.accounts.access import require_role
from shared.jobs import queries as jobs

Kind = models.SatisfactionFit.Kind


@require_GET
@require_role("agent")
def drivers(request: HttpRequest) -> HttpResponse:
    fit, forecast = stored.newest(Kind.DRIVERS), stored.newest(Kind.FORECAST)
    context: dict[str, Any] = {
        "fit": fit,
        "reading": reading(fit.figures) if fit else [],
        "forecast": forecast,
        "verdict": verdict(forecast),
        "threshold": answers.policy().early_handover,
        "handed": stored.early_handovers(),
        "job": jobs.latest(kind=refitting.KIND),
    }
    if fit and not fit.figures["few"]:
        context |= _effects(fit.figures)
    if forecast and not forecast.figures["few"]:
        context["reliability"] = reliability_chart(forecast.figures["reliability"])
    return render(request, "support/satisfaction/drivers.html", context)


@require_POST
@require_role("editor")
def fit(request: HttpRequest) -> HttpResponse:
    return start(request, refitting.start_job, tasks.fit_satisfaction.delay_on_commit, back="satisfaction-drivers")


def _effects(figures: dict[str, Any]) -> dict[str, Any]:
    labels = {one.name: one.label for one in MEASURES}
    known = [row for row in figures["measures"] if row["name"] in labels]
    unrated = figures["unrated"]
    return {
        "chart": effects_chart(figures["effects"]),
        "doubts": doubts(figures),
        "effects": [
            {
                **one,
                "label": Index(one["name"]).label,
                # Per ten points of a hundred, and per usual difference between conversations.
                "ten": {end: value / 10 for end, value in one["slope"].items()} if one["slope"] else None,
                "usual": one["slope"]["value"] * one["spread"] if one["slope"] else None,
                "unrated": unrated["means"].get(one["name"]),
            }
            for one in figures["effects"]
        ],
        "groups": [
            {
                "label": index.label,
                "rows": [{**row, "label": labels[row["name"]]} for row in known if row["index"] == index.value],
            }
            for index in Index
        ],
    }
