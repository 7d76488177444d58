"""Several files at once; what cannot be read is refused with its reasons, whatever becomes of the others."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from services.support import models
from services.support.actions import submissions
from services.support.views.submissions import report_of, watched
from shared.accounts.access import require_role, signed_in
from shared.uploads.files import MAX_BYTES

MAX_FILES = 50


@require_http_methods(["GET", "POST"])
@require_role("editor")
def upload(request: HttpRequest) -> HttpResponse:
    files = request.FILES.getlist("files")
    if request.method == "GET":
        return _page(request)
    if not 0 < len(files) <= MAX_FILES:
        return _page(request, error=_("Choose between 1 and %(count)d files.") % {"count": MAX_FILES})
    editor = signed_in(request)
    try:
        row = submissions.open_articles([_read(file) for file in files], actor=editor, user=editor)
    except submissions.NothingReadable as refusal:
        return _page(request, reports=[report_of(models.Submission.What.ARTICLES, told) for told in refusal.told])
    return watched(row)


def _read(file: "UploadedFile[Any]") -> submissions.File:
    """A file that is too large is refused like any other that cannot be read, without being read whole."""
    return submissions.File(file.name or "upload", file.read(MAX_BYTES + 1))


def _page(request: HttpRequest, **told: Any) -> HttpResponse:
    context = {"max_files": MAX_FILES, **told}
    return render(request, "support/knowledge/upload.html", context, status=400 if told else 200)
