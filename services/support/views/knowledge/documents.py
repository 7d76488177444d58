"""The list of articles, and one article with its versions and passages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from services.support import models
from services.support.actions import submissions
from services.support.queries import knowledge
from services.support.queries.submissions import undecided
from services.support.views.paging import listing
from services.support.views.submissions import watched
from shared.accounts.access import require_role, signed_in

What = models.Submission.What
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
        "undecided": undecided(what=(What.ARTICLES, What.ARCHIVE, What.RESTORE)),
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
    return _submit(request, What.ARCHIVE, document_id)


@require_POST
@require_role("editor")
def restore(request: HttpRequest, document_id: int) -> HttpResponse:
    return _submit(request, What.RESTORE, document_id)


def _submit(request: HttpRequest, what: str, document_id: int) -> HttpResponse:
    editor, document = signed_in(request), get_object_or_404(models.Document, pk=document_id)
    return watched(submissions.open_document(what=what, document=document, actor=editor, user=editor))
