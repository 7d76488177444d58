"""The overview: figures for a period, refreshed while it is open."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from services.support.queries import mail
from services.support.queries import overview as figures
from services.support.views.charts import reasons_chart, volume_chart
from services.support.views.mail import fault_words
from shared.accounts.access import require_role

PRESETS = (7, 30, 90)


@require_GET
@require_role("agent")
def overview(request: HttpRequest) -> HttpResponse:
    return render(request, "support/overview/overview.html", _context(request))


@require_GET
@require_role("agent")
def refreshed(request: HttpRequest) -> HttpResponse:
    return render(request, "support/overview/_figures.html", _context(request))


def _context(request: HttpRequest) -> dict[str, object]:
    period = chosen_period(request)
    return {
        "period": period,
        "presets": PRESETS,
        "preset": period.days if period.last == timezone.localdate() else None,
        "query": request.GET.urlencode(),
        "has_any": figures.has_any(),
        "totals": figures.totals(period),
        "before": figures.totals(period.before),
        "mail_fault": fault_words(mail.status().fault),
        "waiting": figures.waiting_now(),
        "volume": volume_chart(figures.by_day(period)),
        "reasons": reasons_chart(figures.handover_reasons(period)),
        "unknown": figures.unknown_questions(period),
        "intents": figures.top_intents(period),
    }


def chosen_period(request: HttpRequest, *, days: int = PRESETS[0]) -> figures.Period:
    """Two dates, or a number of days up to today; nonsense gives the last `days`."""
    today = timezone.localdate()
    first, last = _date(request, "from"), _date(request, "to")
    if first and last and first <= last and (last - first).days < figures.LONGEST_DAYS:
        return figures.Period(first, last)
    given = request.GET.get("days", "")
    count = int(given) if given.isdecimal() and 0 < int(given) <= figures.LONGEST_DAYS else days
    return figures.Period(today - timedelta(days=count - 1), today)


def _date(request: HttpRequest, name: str) -> date | None:
    try:
        return parse_date(request.GET.get(name, ""))
    except ValueError:
        # Well formed but impossible, such as 31 February.
        return None
