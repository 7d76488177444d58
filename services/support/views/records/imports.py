"""Bring records in, read what was wrong by row, and take an import back."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from services.support import models
from services.support.actions import records
from services.support.actions.gate import ChangeHeld
from services.support.actions.records.judging import judge_import
from services.support.queries import records as stored
from services.support.views.held import forced
from services.support.views.paging import listing
from services.support.views.uploads import Report
from shared.accounts.access import require_role, signed_in
from shared.accounts.models import User
from shared.audit import actions as audit
from shared.errors import InputRefused

Kind = models.ImportBatch.Kind


@require_http_methods(["GET", "POST"])
@require_role("editor")
def imports(request: HttpRequest) -> HttpResponse:
    kind, file = request.POST.get("kind", ""), request.FILES.get("file")
    report, error, held = None, "", None
    if request.method == "POST" and (file is None or kind not in records.IMPORTERS):
        error = _("Choose what the file holds, and the file.")
    elif file is not None:
        try:
            report = _import(kind, file, signed_in(request), force=forced(request))
        except ChangeHeld as refusal:
            held = refusal
    context = {
        "kinds": [(value, Kind(value).label) for value in records.IMPORTERS],
        "kind": kind,
        "report": report,
        "error": error,
        "held": held,
        "listing": listing(request, stored.batches()),
        "counts": stored.counts(),
    }
    refused = error or (report is not None and report.state == "refused")
    status = 409 if held else 400 if refused else 200
    return render(request, "support/records/imports.html", context, status=status)


@require_POST
@require_role("editor")
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    batch = get_object_or_404(models.ImportBatch, pk=batch_id)
    name = batch.filename
    audit.record(actor=signed_in(request), action="import_undone", target=batch)
    records.undo_import(batch=batch)
    messages.success(request, _("The import of %(name)s is undone.") % {"name": name})
    return redirect("imports")


def _import(kind: str, file: "UploadedFile[Any]", user: User, *, force: bool) -> Report:
    name, data = file.name or "upload", file.read()
    try:
        judge_import(kind=kind, filename=name, data=data, force=force, actor=user)
        batch = records.import_file(kind=kind, filename=name, data=data, user=user)
    except InputRefused as refusal:
        return Report(name, "refused", _("Nothing of the file was kept."), refusal.problems)
    audit.record(actor=user, action="records_imported", target=batch, kind=kind, accepted=batch.accepted)
    summary = ngettext(
        "%(accepted)d record added, %(unchanged)d known already.",
        "%(accepted)d records added, %(unchanged)d known already.",
        batch.accepted,
    ) % {"accepted": batch.accepted, "unchanged": batch.unchanged}
    return Report(name, "new" if batch.accepted else "unchanged", summary)
