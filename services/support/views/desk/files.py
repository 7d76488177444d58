"""Files that customers sent, for agents: always a download, never shown inside a page."""

from collections.abc import Iterator
from typing import BinaryIO

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from services.support import models
from services.support.actions.mail.attachments import path_of
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit
from shared.exports import PIECE, download


@require_GET
@require_role("agent")
def attachment(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    row = get_object_or_404(models.Attachment, pk=attachment_id, refused="")
    try:
        opened = path_of(row.key).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    audit.record(actor=signed_in(request), action="attachment_downloaded", attachment=row.pk)
    response = download(request, _pieces(opened), name=row.name, media_type=row.kind)
    # Whatever a browser thinks of its content, it saves it under the type that we saw.
    response.headers["Content-Length"] = str(row.size)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _pieces(opened: BinaryIO) -> Iterator[bytes]:
    with opened:
        while piece := opened.read(PIECE):
            yield piece
