"""Sources come in and go out as files."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from services.sentiment.actions import sources as acting
from services.sentiment.views.sources import listed
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit
from shared.errors import InputRefused
from shared.exports import export


@require_POST
@require_role("editor")
def upload(request: HttpRequest) -> HttpResponse:
    """Check a file, or bring it in: whole, or not at all."""
    file, checks = request.FILES.get("file"), request.POST.get("do") != "import"
    if file is None:
        return listed(request, error=_("Choose a file."))
    try:
        done = acting.import_sources(filename=file.name or "upload", data=file.read(), dry_run=checks)
    except InputRefused as refusal:
        return listed(request, problems=refusal.problems)
    if checks:
        return listed(request, checked=done)
    audit.record(actor=signed_in(request), action="sources_imported", added=done.added, changed=done.changed)
    told = {"added": done.added, "changed": done.changed}
    messages.success(request, _("Sources added: %(added)d, changed: %(changed)d.") % told)
    return redirect("sources")


@require_GET
@require_role("agent")
def exported(request: HttpRequest, form: str) -> HttpResponseBase:
    """A file that the import reads again; OPML holds the feeds, for any feed reader."""
    if form == "opml":
        name = 'attachment; filename="sources.opml"'
        return HttpResponse(acting.write_opml(), content_type="text/x-opml", headers={"Content-Disposition": name})
    return export(request, acting.exported(), columns=acting.COLUMNS, name="sources", form=form)
