"""Take everything along: for administrators, since conversations are in it."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST

from services.support.actions import exporting
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit
from shared.exports import download


@require_POST
@require_role("admin")
def export(request: HttpRequest) -> HttpResponseBase:
    audit.record(actor=signed_in(request), action="everything_exported", only=[])
    return download(request, exporting.archive(), name=exporting.filename(), media_type=exporting.MEDIA_TYPE)
