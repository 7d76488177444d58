"""The desk's dictionary: companies with their names, edited with a preview of what they find, imported and exported."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from services.sentiment import models, tasks
from services.sentiment.actions import dictionary as acting
from services.sentiment.actions import rematching
from services.sentiment.queries import entities as queries
from services.sentiment.views.dictionary_form import blank, given_by, roomy, shown
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit
from shared.errors import InputRefused
from shared.jobs import queries as jobs
from shared.ui.paging import cut

_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@require_GET
@require_role("editor")
def entries(request: HttpRequest) -> HttpResponse:
    return _list(request)


@require_http_methods(["GET", "POST"])
@require_role("editor")
def entry(request: HttpRequest, key: str = "") -> HttpResponse:
    """Add a company, or change the one of this key."""
    entity = get_object_or_404(models.Entity, key=key) if key else None
    if request.method == "GET":
        given = shown(entity) if entity else blank()
        return _form(request, entity, given)
    given = given_by(request.POST)
    try:
        saved = acting.save_entity(given=given, entity=entity)
    except InputRefused as refusal:
        return _form(request, entity, given, problems=refusal.problems)
    _follow(request, "entity_changed" if entity else "entity_added", saved)
    messages.success(request, _("%(name)s is saved. Recent articles are searched again.") % {"name": saved.name})
    return redirect("dictionary")


@require_POST
@require_role("editor")
def previewed(request: HttpRequest, key: str = "") -> HttpResponse:
    """What the names as they stand in the form find in recent headlines."""
    entity = get_object_or_404(models.Entity, key=key) if key else None
    found = acting.preview(given=given_by(request.POST), entity=entity)
    return render(request, "sentiment/dictionary/_preview.html", {"preview": found})


@require_POST
@require_role("editor")
def remove(request: HttpRequest, key: str) -> HttpResponse:
    entity = get_object_or_404(models.Entity, key=key)
    acting.delete_entity(entity=entity)
    _follow(request, "entity_removed", entity)
    messages.success(request, _("%(name)s is removed. Below you can bring it back.") % {"name": entity.name})
    return redirect("dictionary")


@require_POST
@require_role("editor")
def restore(request: HttpRequest, key: str) -> HttpResponse:
    entity = get_object_or_404(models.Entity.everything, key=key)
    acting.restore_entity(entity=entity)
    _follow(request, "entity_restored", entity)
    messages.success(request, _("%(name)s is back.") % {"name": entity.name})
    return redirect("dictionary")


@require_POST
@require_role("editor")
def upload(request: HttpRequest) -> HttpResponse:
    """Check a file, or bring it in: whole, or not at all."""
    file, checks = request.FILES.get("file"), request.POST.get("do") != "import"
    if file is None:
        return _list(request, error=_("Choose a file."))
    try:
        done = acting.import_entities(filename=file.name or "upload", data=file.read(), dry_run=checks)
    except InputRefused as refusal:
        return _list(request, problems=refusal.problems)
    if checks:
        return _list(request, checked=done, filename=file.name)
    _follow(request, "entities_imported", None, added=done.added, changed=done.changed)
    told = {"added": done.added, "changed": done.changed}
    messages.success(request, _("Companies added: %(added)d, changed: %(changed)d.") % told)
    return redirect("dictionary")


@require_GET
@require_role("agent")
def exported(request: HttpRequest, form: str) -> HttpResponse:
    """A file that the import reads again."""
    if form not in _TYPES:
        raise Http404
    text = acting.export_csv() if form == "csv" else acting.export_json()
    name = f'attachment; filename="companies.{form}"'
    return HttpResponse(text, content_type=_TYPES[form], headers={"Content-Disposition": name})


def _list(request: HttpRequest, **told: object) -> HttpResponse:
    search = request.GET.get("search", "").replace("\x00", "").strip()[:200]
    context = {
        "page": cut(request, queries.entities(search=search), order="name"),
        "search": search,
        "removed": queries.removed()[:20],
        "job": jobs.latest(kind=rematching.KIND),
        "told": told,
    }
    # htmx shows nothing of an answer that says it failed.
    wrong = ("error" in told or "problems" in told) and not request.headers.get("HX-Request")
    return render(request, "sentiment/dictionary/dictionary.html", context, status=400 if wrong else 200)


def _form(
    request: HttpRequest, entity: models.Entity | None, given: acting.EntityIn, problems: object = None
) -> HttpResponse:
    context = {
        "entity": entity,
        "given": roomy(given) if problems else given,
        "problems": problems,
        "everybody": models.Entity.objects.order_by("name").values_list("key", "name"),
        "preview": acting.preview(given=given, entity=entity),
    }
    return render(request, "sentiment/dictionary/entry.html", context, status=400 if problems else 200)


def _follow(request: HttpRequest, action: str, entity: models.Entity | None, **fields: object) -> None:
    user = signed_in(request)
    audit.record(actor=user, action=action, target=entity, **fields)
    job, new = rematching.start_rematching(user=user)
    if new:
        tasks.rematch.delay_on_commit(str(job.pk))
