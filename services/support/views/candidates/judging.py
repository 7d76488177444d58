"""One pair at a time, without a word of whose is whose: which answer is the better?"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from services.support import models
from services.support.actions import shadow
from services.support.queries import candidates as stored
from services.support.queries.conversations import turns_before
from shared.accounts.access import require_role, signed_in
from shared.errors import ServiceError


@require_GET
@require_role("agent")
def judge(request: HttpRequest) -> HttpResponse:
    found = stored.latest()
    rows = stored.unmarked(found) if found else None
    row = rows.first() if rows is not None else None
    context = {
        "candidate": found,
        "row": row,
        "answers": _sides(row) if row else [],
        "before": turns_before(row.question, limit=4) if row else [],
        "left": rows.count() if rows is not None else 0,
        "can_take_back": found is not None and stored.marked_by(found, signed_in(request)).exists(),
    }
    return render(request, "support/candidates/judge.html", context)


@require_POST
@require_role("agent")
def mark(request: HttpRequest, shadowed_id: int) -> HttpResponse:
    row = get_object_or_404(models.Shadowed, pk=shadowed_id)
    try:
        shadow.mark(row=row, choice=request.POST.get("choice", ""), agent=signed_in(request))
    except ServiceError as refusal:
        messages.info(request, str(refusal))
    return redirect("judge")


@require_POST
@require_role("agent")
def take_back(request: HttpRequest) -> HttpResponse:
    found = stored.latest()
    if found is not None and shadow.take_back(candidate=found, agent=signed_in(request)) is None:
        messages.info(request, _("You have marked nothing."))
    return redirect("judge")


def _sides(row: models.Shadowed) -> list[str]:
    """The two texts, in the order in which they are judged."""
    live = row.trace.answer.text if row.trace.answer else ""
    return [live, row.text] if stored.live_first(row) else [row.text, live]
