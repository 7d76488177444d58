"""The audit log, for administrators."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shared.accounts.access import require_role
from shared.audit import queries

_PER_PAGE = 50


@require_safe
@require_role("admin")
def entries(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("q", "").strip()
    page = Paginator(queries.entries(search=search), _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "audit/entries.html", {"page": page, "search": search})
