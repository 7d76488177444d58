"""The catalogue with what is wrong in it, and one item: who sees it, what is like it, how warm it is."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from services.recommend import models
from services.recommend.actions import serving
from services.recommend.queries import catalogue, quality
from services.recommend.queries import items as lives
from services.recommend.views.shown import shown
from shared.accounts.access import require_role

_PER_PAGE = 30


@require_GET
@require_role("agent")
def items(request: HttpRequest) -> HttpResponse:
    search, category = request.GET.get("search", "")[:200], request.GET.get("category", "")[:100]
    rows = catalogue.items(search=search, category=category).order_by("-published_at", "key")
    context = {
        "page": Paginator(rows, _PER_PAGE).get_page(request.GET.get("page")),
        "search": search,
        "category": category,
        "categories": catalogue.categories(),
        "warnings": quality.warnings(now=timezone.now()),
        "now": timezone.now(),
    }
    return render(request, "recommend/catalogue/catalogue.html", context)


@require_GET
@require_role("agent")
def item(request: HttpRequest, key: str) -> HttpResponse:
    found = get_object_or_404(models.Item, key=key)
    context = {
        "item": found,
        "life": lives.life(found, now=timezone.now()),
        "similar": shown(serving.similar(item=key, count=8)),
        "warm": lives.WARM,
    }
    return render(request, "recommend/items/item.html", context)
