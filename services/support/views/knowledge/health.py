"""What is to be mended in the articles: two passages side by side, or an article and why nobody is served by it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from services.support import models, tasks
from services.support.actions import health as checking
from services.support.queries import health as stored
from services.support.views.knowledge.marking import Side, sides_of
from services.support.views.paging import listing
from services.support.views.starting import start
from shared.accounts.access import require_role, signed_in
from shared.jobs import queries as jobs

Kind = models.Finding.Kind
_KINDS: dict[str, str | Promise] = {
    "percent": "%",
    "working day": gettext_lazy("working days"),
    "day": gettext_lazy("days"),
    "week": gettext_lazy("weeks"),
    "month": gettext_lazy("months"),
    "year": gettext_lazy("years"),
    "hour": gettext_lazy("hours"),
    "minute": gettext_lazy("minutes"),
    "second": gettext_lazy("seconds"),
    "date": gettext_lazy("month/day"),
    "time": gettext_lazy("o'clock"),
    "weekday": gettext_lazy("day of the week"),
    "number": "",
}


@dataclass(frozen=True)
class Row:
    finding: models.Finding
    sides: list[Side]
    differences: list[tuple[str, str]]
    reasons: list[str]


@require_GET
@require_role("editor")
def health(request: HttpRequest) -> HttpResponse:
    show = request.GET.get("show", Kind.CONTRADICTION)
    show = show if show in stored.TABS else Kind.CONTRADICTION.value
    page = listing(request, stored.findings(show=show), per_page=20)
    page.page.object_list = [_read(row) for row in page.page.object_list]
    context = {
        "show": show,
        "listing": page,
        "counts": stored.counts(),
        "job": jobs.latest(kind=checking.KIND),
        "checked": jobs.has_succeeded(kind=checking.KIND),
    }
    return render(request, "support/knowledge/health.html", context)


@require_POST
@require_role("editor")
def check(request: HttpRequest) -> HttpResponse:
    return start(request, checking.start_job, tasks.check_articles.delay_on_commit, back="health")


@require_POST
@require_role("editor")
def dismiss(request: HttpRequest, finding_id: int) -> HttpResponse:
    editor = signed_in(request)
    row = get_object_or_404(models.Finding, pk=finding_id)
    try:
        checking.dismiss(finding=row, because=request.POST.get("because", ""), actor=editor, user=editor)
    except checking.ReasonNeeded:
        messages.error(request, _("Say why this needs no mending, so that others need not wonder."))
    else:
        messages.success(request, _("Dismissed, until one of its passages changes."))
    return redirect(f"{reverse('health')}?show={row.kind}")


@require_POST
@require_role("editor")
def restore(request: HttpRequest, finding_id: int) -> HttpResponse:
    checking.restore(finding=get_object_or_404(models.Finding, pk=finding_id), actor=signed_in(request))
    return redirect("health")


def _read(row: models.Finding) -> Row:
    facts = row.details.get("facts", [])
    differences = [(_values(kind, mine), _values(kind, other)) for kind, mine, other in facts]
    return Row(row, sides_of(row), differences, [_why(one) for one in row.details.get("reasons", [])])


def _values(kind: str, values: list[str]) -> str:
    return f"{', '.join(values)} {_KINDS.get(kind, kind)}".strip()


def _why(reason: dict[str, object]) -> str:
    """Each reason with its figures, in the reader's language."""
    words = {
        "bad_feedback": _("Answers from it got %(down)s thumbs down and %(up)s up in 90 days."),
        "contradicted": _("Newer articles say otherwise: %(by)s."),
        "uncited": _(
            "No answer has cited it in 90 days, while it was the nearest to %(missed)s questions that went to a person."
        ),
        "past_year": _("The latest year that it speaks of is %(year)s."),
        "old": _("It gives prices, rates or dates and has not changed in %(days)s days."),
    }
    titles = reason.get("by")
    told = {**reason, "by": ", ".join(map(str, titles)) if isinstance(titles, list) else ""}
    return words.get(str(reason.get("code")), "%(code)s") % told
