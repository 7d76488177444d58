"""What was measured offline: every system beside the simple ways, with intervals, by slice and through time."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from services.recommend import models, tasks
from services.recommend.actions import evaluating
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit
from shared.errors import ServiceError
from shared.jobs import queries as jobs
from shared.ui import charts

_LISTS = ("ild@10", "novelty@10", "arp@10")
_PAGES = ("auc", "mrr", "ndcg@10")
_METRICS = ("ndcg@10", evaluating.FAIR, "hit@10", "recall@20")


@require_GET
@require_role("agent")
def quality(request: HttpRequest) -> HttpResponse:
    found = list(models.Evaluation.objects.filter(protocol=models.Evaluation.ROLLING)[:30])
    told = models.Evaluation.objects.filter(protocol=models.Evaluation.OFF_POLICY).first()
    metrics = _metrics(found[0]) if found else []
    context = {
        "latest": found[0] if found else None,
        "slices": _slices(found[0], metrics) if found else [],
        "metrics": metrics,
        "notes": _notes(found[0]) if found else [],
        "chart": _chart(found[::-1]) if len(found) > 1 else None,
        "told": told,
        "ways": _ways(told) if told else [],
        "job": jobs.latest(kind=evaluating.KIND),
    }
    return render(request, "recommend/quality/quality.html", context)


@require_POST
@require_role("editor")
def start(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    try:
        job = evaluating.start_evaluation(user=user)
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        tasks.evaluate.delay_on_commit(str(job.pk))
        audit.record(actor=user, action="evaluation_started", target=job)
    return redirect("quality")


def _notes(found: models.Evaluation) -> list[tuple[str, str]]:
    """Each with the tone it is told in."""
    return [("warn" if evaluating.is_weighty(note) else "info", evaluating.worded(note)) for note in found.notes]


def _metrics(found: models.Evaluation) -> list[str]:
    """Those that any slice tells."""
    told = {name for part in found.results["slices"].values() for one in part["systems"].values() for name in one}
    return [name for name in _METRICS if name in told]


def _slices(found: models.Evaluation, metrics: list[str]) -> list[dict[str, Any]]:
    """Rows in the order of the tables; templates cannot look up `ndcg@10`."""
    names = {"all": _("All users"), "cold": _("Cold users, up to five items known"), "warm": _("Warm users")}
    return [
        {
            "name": names.get(name, name),
            "users": part["users"],
            "people": part.get("people"),
            "rows": [_row(system, told, metrics) for system, told in part["systems"].items()],
        }
        for name, part in found.results["slices"].items()
    ]


def _ways(told: models.Evaluation) -> list[dict[str, Any]]:
    """For each way what is known: by the estimator that also asks a model, where there is one."""
    rows = []
    for name, found in told.results["ways"].items():
        best = found["robust"] or found["snips"]
        low, high = best["lead"]["low"], best["lead"]["high"]
        carried = best["effective"] >= evaluating.ENOUGH
        verdict = "thin" if not carried else "better" if low > 0 else "worse" if high < 0 else "open"
        rows.append({"way": name, **found, "best": best, "verdict": verdict})
    return rows


def _row(system: str, figures: dict[str, Any], metrics: list[str]) -> dict[str, Any]:
    """A small slice may lack a metric that another one has."""
    lead = figures["against_baseline"]
    state = "good" if lead["low"] > 0 else "bad" if lead["high"] < 0 else ""
    lists, pages = figures.get("lists", {}), figures.get("pages", {})
    return {
        "system": system,
        "cells": [figures.get(name) for name in metrics],
        "lead": lead,
        "state": state,
        "coverage": figures["coverage"],
        "lists": [lists.get(name) for name in _LISTS] if lists else [],
        "opened": lists.get("arp of opened"),
        "pages": [pages[name] for name in _PAGES] if pages.get("count") else [],
        "shown": pages.get("count", 0),
    }


def _chart(found: list[models.Evaluation]) -> charts.Chart:
    whole = [(one, one.results["slices"]["all"]["systems"]) for one in found]
    moments = [f"{one.created_at:%Y-%m-%d %H:%M}" for one in found]
    ranked = [systems[next(iter(systems))]["ndcg@10"]["value"] for _one, systems in whole]
    usual = [systems[one.results["baseline"]]["ndcg@10"]["value"] for one, systems in whole]
    return charts.lines(moments, {_("In force"): ranked, _("Popular"): usual})
