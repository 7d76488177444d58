"""Where articles come from: every source with how it does, and what can be done with it at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from services.sentiment import models, tasks
from services.sentiment.actions import crawling
from services.sentiment.actions import sources as acting
from services.sentiment.models.choices import SourceKind
from services.sentiment.queries import sources as queries
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit
from shared.ui.paging import cut


@require_GET
@require_role("agent")
def sources(request: HttpRequest) -> HttpResponse:
    return listed(request)


@require_POST
@require_role("editor")
def visit(request: HttpRequest, source_id: int) -> HttpResponse:
    """Out of turn, also where the source is switched off."""
    source = get_object_or_404(models.Source, pk=source_id)
    try:
        crawl = crawling.ask_for_visit(source=source)
    except crawling.VisitRuns as error:
        messages.error(request, str(error))
    else:
        tasks.crawl_source.delay_on_commit(source.pk, crawl.pk)
        audit.record(actor=signed_in(request), action="source_visited", target=source)
        messages.success(request, _("The visit to %(name)s begins.") % {"name": source.name})
    return redirect("source", source.pk)


@require_POST
@require_role("editor")
def switch(request: HttpRequest, source_id: int) -> HttpResponse:
    source = get_object_or_404(models.Source, pk=source_id)
    acting.switch_source(source=source, enabled=request.POST.get("enabled") == "1")
    audit.record(actor=signed_in(request), action="source_switched", target=source, enabled=source.enabled)
    told = _("%(name)s is switched on.") if source.enabled else _("%(name)s is switched off.")
    messages.success(request, told % {"name": source.name})
    return redirect("source", source.pk) if request.POST.get("from") == "source" else redirect("sources")


@require_POST
@require_role("editor")
def remove(request: HttpRequest, source_id: int) -> HttpResponse:
    source = get_object_or_404(models.Source, pk=source_id)
    acting.delete_source(source=source)
    audit.record(actor=signed_in(request), action="source_removed", target=source)
    messages.success(request, _("%(name)s is removed. Below you can bring it back.") % {"name": source.name})
    return redirect("sources")


@require_POST
@require_role("editor")
def restore(request: HttpRequest, source_id: int) -> HttpResponse:
    source = get_object_or_404(models.Source.everything, pk=source_id)
    acting.restore_source(source=source)
    audit.record(actor=signed_in(request), action="source_restored", target=source)
    messages.success(request, _("%(name)s is back.") % {"name": source.name})
    return redirect("sources")


def listed(request: HttpRequest, **told: object) -> HttpResponse:
    """`told` is what an import came to."""
    now = timezone.now()
    search, kind, state = (request.GET.get(name, "").replace("\x00", "").strip()[:200] for name in _FILTERS)
    kind, state = kind if kind in SourceKind.values else "", state if state in queries.STATES else ""
    page = cut(request, queries.sources(search=search, kind=kind, state=state, now=now), order="name")
    context = {
        "page": page,
        "rows": queries.healths(page.items, now=now),
        "now": now,
        "search": search,
        "kind": kind,
        "state": state,
        "kinds": SourceKind.choices,
        "states": queries.STATES,
        "removed": queries.removed()[:20],
        "can_edit": signed_in(request).has_role("editor"),
        "told": told,
    }
    wrong = "error" in told or "problems" in told
    return render(request, "sentiment/sources/sources.html", context, status=400 if wrong else 200)


_FILTERS = ("search", "kind", "state")
