"""The editors' page: what waits, what lives, what was refused, and why."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from services.support import models, tasks
from services.support.actions import teaching
from services.support.queries import corrections as stored
from services.support.views.corrections.form import CorrectionForm, initial_of, intents
from services.support.views.corrections.reading import with_reasons
from services.support.views.paging import listing
from shared.accounts.access import require_role, signed_in
from shared.errors import ServiceError

State = models.Correction.State
_TABS = ("open", "live", "rejected", "undone")


@require_GET
@require_role("editor")
def corrections(request: HttpRequest) -> HttpResponse:
    return render(request, "support/corrections/corrections.html", _context(request))


@require_GET
@require_role("editor")
def listed(request: HttpRequest) -> HttpResponse:
    """The list alone, asked for while something is judged; nothing until that ends, lest ticks and focus get lost."""
    awaited = {int(number) for number in request.GET.get("checking", "").split(",") if number.isdecimal()}
    if awaited and awaited <= stored.being_checked():
        return HttpResponse(status=204)
    return render(request, "support/corrections/_list.html", _context(request))


@require_POST
@require_role("editor")
def approve(request: HttpRequest) -> HttpResponse:
    chosen = [int(value) for value in request.POST.getlist("correction") if value.isdecimal()]
    started = teaching.start_approval(corrections=chosen)
    if not started:
        messages.error(request, _("Choose corrections that wait for a decision."))
    else:
        force = request.POST.get("force") == "1"
        tasks.approve_corrections.delay_on_commit(started, signed_in(request).pk, force)
        text = ngettext("%(count)d is being checked.", "%(count)d are being checked.", len(started))
        messages.success(request, text % {"count": len(started)})
    return redirect("corrections")


@require_POST
@require_role("editor")
def reject(request: HttpRequest, correction_id: int) -> HttpResponse:
    row = get_object_or_404(models.Correction, pk=correction_id)
    try:
        teaching.reject(correction=row, editor=signed_in(request))
    except ServiceError as error:
        messages.error(request, _refusal(error))
    else:
        messages.success(request, _("Rejected. Nothing has changed."))
    return redirect("corrections")


@require_POST
@require_role("editor")
def undo(request: HttpRequest, correction_id: int) -> HttpResponse:
    row = get_object_or_404(models.Correction, pk=correction_id)
    try:
        undone = teaching.undo(correction=row, editor=signed_in(request))
    except ServiceError as error:
        messages.error(request, _refusal(error))
    else:
        tasks.follow_corrections.delay_on_commit()
        if undone.kind == models.Correction.Kind.ARTICLE:
            tasks.refresh_index.delay_on_commit()
        messages.success(request, _("Taken back. Answers are as they were before it."))
    return redirect("corrections")


@require_http_methods(["GET", "POST"])
@require_role("editor")
def edit(request: HttpRequest, correction_id: int) -> HttpResponse:
    row = get_object_or_404(models.Correction, pk=correction_id, state__in=stored.OPEN)
    form = CorrectionForm(request.POST or None, initial=initial_of(row))
    if form.is_valid():
        try:
            teaching.revise(correction=row, proposal=form.proposal, editor=signed_in(request))
        except ServiceError as refusal:
            form.add_error(None, _refusal(refusal))
        else:
            return redirect("corrections")
    context = {"form": form, "correction": row, "intents": intents()}
    return render(request, "support/corrections/edit.html", context, status=400 if form.errors else 200)


def _refusal(error: ServiceError) -> str:
    if isinstance(error, teaching.AlreadyDecided):
        return _("Somebody has decided on this already.")
    return str(error)


def _context(request: HttpRequest) -> dict[str, object]:
    show = request.GET.get("show", "open")
    show = show if show in _TABS else "open"
    page = listing(request, stored.corrections(state=show))
    page.page.object_list = with_reasons(page.page.object_list)
    checking = [row.correction.pk for row in page.page.object_list if row.correction.state == State.CHECKING]
    return {"show": show, "listing": page, "counts": stored.counts(), "checking": checking}
