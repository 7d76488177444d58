"""The overview: the market's mood now, kept up to date while it is open."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from services.sentiment.actions import model_versions
from services.sentiment.queries import alerts_seen, stories, trends
from services.sentiment.queries import overview as figures
from services.sentiment.views.charts import tone_chart
from services.sentiment.views.filters import PRESETS, Chosen, chosen
from shared.accounts.access import require_role, signed_in


@require_GET
@require_role("agent")
def overview(request: HttpRequest) -> HttpResponse:
    context = _context(chosen(request, days=1))
    # A desk that works is not asked about its beginnings at every look.
    steps = None if context["has_any"] else figures.first_steps(trained=model_versions.is_trained())
    can_edit = signed_in(request).has_role("editor")
    return render(request, "sentiment/overview/overview.html", context | {"steps": steps, "can_edit": can_edit})


@require_GET
@require_role("agent")
def refreshed(request: HttpRequest) -> HttpResponse:
    return render(request, "sentiment/overview/_figures.html", _context(chosen(request, days=1)))


def _context(asked: Chosen) -> dict[str, Any]:
    period = asked.period
    rows = trends.bins(period=period)
    risen, fallen = figures.movers(period)
    latest = figures.latest()
    return {
        "chosen": asked,
        "presets": PRESETS,
        "has_any": figures.has_any(),
        "now": trends.tone(rows),
        "before": trends.tone(trends.bins(period=period.before)),
        "volume": tone_chart(trends.trend(rows, period=period, step=period.step), step=period.step),
        "risen": risen,
        "fallen": fallen,
        "alerts": alerts_seen.open_alerts()[:6],
        "alerts_count": alerts_seen.open_alerts().count(),
        "health": figures.crawl_health(now=timezone.now()),
        "latest": latest,
        "tones": stories.tones(latest),
        "refreshed_at": timezone.now(),
    }
