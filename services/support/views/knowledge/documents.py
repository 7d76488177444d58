"""The list of articles, and one article with its versions and passages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from services.support import models, tasks
from services.support.actions import documents
from services.support.actions.documents import judging
from services.support.actions.gate import ChangeHeld
from services.support.queries import knowledge
from services.support.views.held import forced, held_page
from services.support.views.paging import listing
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit

_STATUSES = ("live", "archived", "all")


@require_GET
@require_role("editor")
def articles(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("q", "").strip()
    language = request.GET.get("language", "")
    status = request.GET.get("status", "live")
    rows = knowledge.documents(search=search, language=language, status=status if status in _STATUSES else "live")
    context = {
        "listing": listing(request, rows),
        "search": search,
        "language": language,
        "status": status,
        "languages": knowledge.languages(),
        "is_filtered": bool(search or language or status != "live"),
    }
    return render(request, "support/knowledge/articles.html", context)


@require_GET
@require_role("editor")
def article(request: HttpRequest, document_id: int) -> HttpResponse:
    document = get_object_or_404(models.Document.objects.select_related("current"), pk=document_id)
    number = request.GET.get("version", "")
    version = document.current
    if number.isdigit():
        version = get_object_or_404(document.versions, number=int(number))
    context = {
        "document": document,
        "version": version,
        "versions": knowledge.versions(document),
        "passages": knowledge.passages_of(version) if version else [],
    }
    return render(request, "support/knowledge/article.html", context)


@require_POST
@require_role("editor")
def archive(request: HttpRequest, document_id: int) -> HttpResponse:
    document = get_object_or_404(models.Document, pk=document_id)
    actor = signed_in(request)
    try:
        judging.judge_archiving(document, force=forced(request), actor=actor)
    except ChangeHeld as held:
        return held_page(request, held, title=document.title, back=reverse("article", args=[document.pk]))
    documents.archive_document(document=document)
    audit.record(actor=actor, action="document_archived", target=document)
    tasks.refresh_index.delay_on_commit()
    messages.success(request, _("Archived. Answers stop citing it once the index is rebuilt."))
    return redirect("article", document.pk)


@require_POST
@require_role("editor")
def restore(request: HttpRequest, document_id: int) -> HttpResponse:
    document = get_object_or_404(models.Document, pk=document_id)
    actor = signed_in(request)
    try:
        judging.judge_restoring(document, force=forced(request), actor=actor)
    except ChangeHeld as held:
        return held_page(request, held, title=document.title, back=reverse("article", args=[document.pk]))
    documents.restore_document(document=document)
    audit.record(actor=actor, action="document_restored", target=document)
    tasks.refresh_index.delay_on_commit()
    messages.success(request, _("Restored. Answers may cite it once the index is rebuilt."))
    return redirect("article", document.pk)
