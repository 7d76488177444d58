"""Labels come in and go out as files."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from services.sentiment import models
from services.sentiment.actions import labels as acting
from services.sentiment.queries import labels as queries
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit
from shared.errors import InputRefused
from shared.exports import export


@require_GET
@require_role("editor")
def files(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@require_role("editor")
def upload(request: HttpRequest) -> HttpResponse:
    file, layout = request.FILES.get("file"), request.POST.get("layout", "")
    if file is None:
        return _page(request, error=_("Choose a file."))
    try:
        batch = acting.import_labels(
            filename=file.name or "upload",
            data=file.read(),
            layout=layout,
            skip_unreadable=request.POST.get("skip") == "1",
            user=signed_in(request),
        )
    except InputRefused as refusal:
        return _page(request, problems=refusal.problems)
    audit.record(actor=signed_in(request), action="labels_imported", target=batch, accepted=batch.accepted)
    told = {"added": batch.accepted, "known": batch.unchanged}
    messages.success(request, _("Labels added: %(added)d, known already or left out: %(known)d.") % told)
    return redirect("label-files")


@require_POST
@require_role("editor")
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    batch = get_object_or_404(models.LabelBatch, pk=batch_id)
    count = acting.undo_import(batch=batch)
    audit.record(actor=signed_in(request), action="labels_import_undone", name=batch.filename, labels=count)
    messages.success(request, _("The import is undone; labels removed: %(count)d.") % {"count": count})
    return redirect("label-files")


@require_GET
@require_role("editor")
def exported(request: HttpRequest, form: str) -> HttpResponseBase:
    """All labels, in the layout that the import reads."""
    return export(request, queries.exported(), columns=queries.COLUMNS, name="labels", form=form)


def _page(request: HttpRequest, **wrong: object) -> HttpResponse:
    context = {"layouts": list(acting.LAYOUTS), "batches": queries.batches()[:20], "wrong": wrong}
    return render(request, "sentiment/labels/files.html", context, status=400 if wrong else 200)
