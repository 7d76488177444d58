"""One source over time: what its visits brought, what went wrong, and the proof that it is asked politely."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from services.sentiment import models
from services.sentiment.actions.crawling import FETCHES_KEPT
from services.sentiment.queries import sources as queries
from services.sentiment.queries.sources_history import history
from services.sentiment.queries.sources_politeness import TOLERANCE, politeness
from services.sentiment.views.filters import PRESETS, chosen
from services.sentiment.views.sources_charts import age_chart, bytes_chart, items_chart
from shared.accounts.access import require_role, signed_in
from shared.ui.paging import cut


@require_GET
@require_role("agent")
def source(request: HttpRequest, source_id: int) -> HttpResponse:
    found = get_object_or_404(models.Source, pk=source_id)
    asked, now = chosen(request), timezone.now()
    stretches = history(found, period=asked.period)
    context = {
        "source": found,
        "now": now,
        "health": queries.healths([found], now=now)[0],
        "chosen": asked,
        "presets": PRESETS,
        "visited": any(stretch.visits for stretch in stretches),
        "items_chart": items_chart(stretches, step=asked.period.step),
        "bytes_chart": bytes_chart(stretches, step=asked.period.step),
        "age_chart": age_chart(stretches, step=asked.period.step),
        "page": cut(request, queries.crawls(found), order="-started_at"),
        "states": queries.feed_states(found)[:20],
        "can_edit": signed_in(request).has_role("editor"),
    }
    return render(request, "sentiment/sources/source.html", context)


@require_GET
@require_role("agent")
def crawls(request: HttpRequest, source_id: int) -> HttpResponse:
    """The latest visits, asked for again while one is under way."""
    found = get_object_or_404(models.Source, pk=source_id)
    context = {"source": found, "page": cut(request, queries.crawls(found), order="-started_at")}
    return render(request, "sentiment/sources/_crawls.html", context)


@require_GET
@require_role("agent")
def polite(request: HttpRequest, source_id: int) -> HttpResponse:
    found = get_object_or_404(models.Source, pk=source_id)
    asked = chosen(request)
    context = {
        "source": found,
        "chosen": asked,
        "presets": [days for days in PRESETS if days <= FETCHES_KEPT.days],
        "report": politeness(found, period=asked.period),
        "kept_days": FETCHES_KEPT.days,
        "tolerance": round(TOLERANCE.total_seconds() * 1000),
    }
    return render(request, "sentiment/sources/politeness.html", context)
