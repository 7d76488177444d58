"""The overview: what was shown and opened, and how the lists stand."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from services.recommend import models
from services.recommend.actions import batch
from services.recommend.actions.experiments.sides import standing
from services.recommend.actions.experiments.telling import Liked, Told, tell
from services.recommend.queries import overview as figures
from shared.accounts.access import require_role
from shared.jobs import queries as jobs
from shared.ui import charts

_DAYS = 7
_CHART_DAYS = 28


@require_GET
@require_role("agent")
def overview(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    since = now - timedelta(days=_DAYS)
    context = {
        "has_any": figures.has_any(),
        "now": figures.figures(since=since, until=now),
        "before": figures.figures(since=since - timedelta(days=_DAYS), until=since),
        "chart": _chart(figures.days(since=now - timedelta(days=_CHART_DAYS), until=now)),
        "lists": figures.current_lists(now=now),
        "job": jobs.latest(kind=batch.KIND),
        "running": _running(now),
        "opened": figures.most_opened(since=since, until=now),
    }
    return render(request, "recommend/overview/overview.html", context)


def _running(now: datetime) -> list[tuple[Told | Liked, bool, int]]:
    """What each experiment says, whether it stands still because a version is gone, and its day, from 1."""
    return [
        (tell(one, now=now), bool(standing(one).gone), (now - one.started_at).days + 1)
        for one in models.Experiment.objects.filter(ended_at=None)
    ]


def _chart(days: list[figures.Day]) -> charts.Chart:
    shares = [None if day.click_share is None else round(100 * day.click_share, 2) for day in days]
    chart = charts.lines([day.day for day in days], {_("Click-through rate"): shares}, unit="%")
    chart.figure["layout"]["xaxis"] |= {"type": "date", "tickformat": "%m-%d"}
    return chart
