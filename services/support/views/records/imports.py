"""Bring records in, read what was wrong by row, and take an import back."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from services.support import models
from services.support.actions import records, submissions
from services.support.actions.records.judging import is_judged, is_undo_judged
from services.support.queries import records as stored
from services.support.queries.submissions import undecided
from services.support.views.paging import listing
from services.support.views.submissions import imported, watched
from services.support.views.uploads import Report
from shared.accounts.access import require_role, signed_in
from shared.accounts.models import User
from shared.audit import actions as audit
from shared.errors import InputRefused

Kind = models.ImportBatch.Kind
What = models.Submission.What


@require_http_methods(["GET", "POST"])
@require_role("editor")
def imports(request: HttpRequest) -> HttpResponse:
    kind, file = request.POST.get("kind", ""), request.FILES.get("file")
    report, error = None, ""
    if request.method == "POST" and (file is None or kind not in records.IMPORTERS):
        error = _("Choose what the file holds, and the file.")
    elif file is not None:
        done = _import(kind, file, signed_in(request))
        if isinstance(done, HttpResponse):
            return done
        report = done
    context = {
        "kinds": [(value, Kind(value).label) for value in records.IMPORTERS],
        "kind": kind,
        "report": report,
        "error": error,
        "undecided": undecided(what=(What.RECORDS, What.DESK, What.UNDO)),
        "listing": listing(request, stored.batches()),
        "counts": stored.counts(),
        "may_export": signed_in(request).has_role("admin"),
    }
    refused = error or (report is not None and report.state == "refused")
    return render(request, "support/records/imports.html", context, status=400 if refused else 200)


@require_POST
@require_role("editor")
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    batch = get_object_or_404(models.ImportBatch, pk=batch_id)
    name, actor = batch.filename, signed_in(request)
    if is_undo_judged(batch.kind):
        return watched(submissions.open_undo(batch, actor=actor, user=actor))
    audit.record(actor=actor, action="import_undone", target=batch, kind=batch.kind)
    records.undo_import(batch=batch)
    messages.success(request, _("The import of %(name)s is undone.") % {"name": name})
    return redirect("imports")


def _import(kind: str, file: "UploadedFile[Any]", user: User) -> Report | HttpResponse:
    """What came of the file; or, where it changes answers, the way to where it is judged."""
    name, data = file.name or "upload", file.read()
    try:
        if is_judged(kind):
            sent = submissions.File(name, data)
            return watched(submissions.open_records(kind=kind, file=sent, actor=user, user=user))
        batch = records.import_file(kind=kind, filename=name, data=data, user=user)
    except InputRefused as refusal:
        return Report(name, "refused", _("Nothing of the file was kept."), refusal.problems)
    audit.record(actor=user, action="records_imported", target=batch, kind=kind, accepted=batch.accepted)
    summary = imported({"accepted": batch.accepted, "unchanged": batch.unchanged})
    return Report(name, "new" if batch.accepted else "unchanged", summary)
