"""Several files at once; each comes in whole or is refused with its reasons, whatever becomes of the others."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from services.support import tasks
from services.support.actions import documents
from services.support.actions.documents.judging import judge_files
from services.support.actions.gate import ChangeHeld
from services.support.views.held import forced
from services.support.views.uploads import Report
from shared.accounts.access import require_role, signed_in
from shared.accounts.models import User
from shared.errors import InputRefused
from shared.uploads.files import MAX_BYTES

MAX_FILES = 50


@require_http_methods(["GET", "POST"])
@require_role("editor")
def upload(request: HttpRequest) -> HttpResponse:
    files = request.FILES.getlist("files")
    if request.method == "GET":
        return render(request, "support/knowledge/upload.html", {"max_files": MAX_FILES})
    if not 0 < len(files) <= MAX_FILES:
        error = _("Choose between 1 and %(count)d files.") % {"count": MAX_FILES}
        context = {"error": error, "max_files": MAX_FILES}
        return render(request, "support/knowledge/upload.html", context, status=400)
    read = [(file.name or "upload", file.read(), "") for file in files if file.size and file.size <= MAX_BYTES]
    try:
        judge_files(read, force=forced(request), actor=signed_in(request))
    except ChangeHeld as held:
        context = {"held": held, "max_files": MAX_FILES}
        return render(request, "support/knowledge/upload.html", context, status=409)
    for file in files:
        file.seek(0)
    reports = [_ingest(file, signed_in(request)) for file in files]
    if any(report.state in {"new", "changed"} for report in reports):
        tasks.refresh_index.delay_on_commit()
    context = {"reports": reports, "max_files": MAX_FILES}
    return render(request, "support/knowledge/upload.html", context)


def _ingest(file: "UploadedFile[Any]", user: User) -> Report:
    name = file.name or "upload"
    try:
        result = documents.ingest_file(filename=name, data=file.read(), user=user)
    except InputRefused as refusal:
        return Report(name, "refused", _("Nothing was kept."), refusal.problems)
    link = reverse("article", args=[result.document.pk])
    if not result.changed:
        return Report(name, "unchanged", _("The same as before."), result.warnings, link)
    summary = ngettext(
        "%(added)d new passage, %(retired)d retired, %(kept)d kept.",
        "%(added)d new passages, %(retired)d retired, %(kept)d kept.",
        result.added_chunks,
    ) % {"added": result.added_chunks, "retired": result.retired_chunks, "kept": result.kept_chunks}
    return Report(name, "new" if result.created else "changed", summary, result.warnings, link)
