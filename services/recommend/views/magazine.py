"""The demo's magazine: anybody who comes is a reader, and every click changes the next list."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_GET, require_POST

from services.recommend import models
from services.recommend.actions import reading, serving
from services.recommend.actions.erasing import erase_user
from services.recommend.queries import catalogue
from services.recommend.queries import users as queries
from services.recommend.views.shown import shown, titles
from shared.api.rate_limit import limit_page

_COOKIE = "magazine_reader"
_YEAR = 365 * 24 * 3600
_KINDS = ("like", "dismiss")


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    _only_in_the_demo()
    reader = _reader(request)
    section = request.GET.get("section", "")[:100]
    chosen = "zh" if (translation.get_language() or "").startswith("zh") else "en"
    answer = serving.recommend(user=reader, count=10, surface=reading.SURFACE, category=section, languages=[chosen])
    reading.note_shown(visitor=reader, picks=answer.picks, request=answer.request)
    context = {
        "answer": answer,
        "picks": shown(answer.picks),
        "titles": titles(answer.picks),
        "deeds": queries.deeds(reader, limit=8),
        "sections": catalogue.categories(),
        "section": section,
        "empty_shelf": not answer.picks and not catalogue.live_items(now=timezone.now()).exists(),
    }
    return _with_reader(render(request, "recommend/magazine/front.html", context), reader)


@require_GET
def article(request: HttpRequest, key: str) -> HttpResponse:
    _only_in_the_demo()
    item = get_object_or_404(catalogue.live_items(now=timezone.now()), key=key)
    reader = _reader(request)
    reading.note(visitor=reader, item=key, kind="click", request=request.GET.get("from", "")[:64])
    context = {
        "item": item,
        "similar": shown(serving.similar(item=key, count=4)),
        "said": _said(reader, key),
        "sections": catalogue.categories(),
    }
    return _with_reader(render(request, "recommend/magazine/article.html", context), reader)


@require_POST
@limit_page("magazine", "60/minute")
def say(request: HttpRequest, key: str) -> HttpResponse:
    """Like it, or want no more of it."""
    _only_in_the_demo()
    get_object_or_404(models.Item, key=key)
    kind = request.POST.get("kind", "")
    if kind in _KINDS:
        reading.note(visitor=_reader(request), item=key, kind=kind)
    return redirect("magazine") if kind == "dismiss" else redirect("magazine-article", key)


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """The reader starts anew: everything kept of the visit goes."""
    _only_in_the_demo()
    erase_user(user=_reader(request), actor="a reader")
    response = redirect("magazine")
    response.delete_cookie(_COOKIE)
    return response


def _said(reader: str, key: str) -> set[str]:
    rows = models.Event.objects.filter(user=reader, item=key)
    return set(rows.values_list("kind", flat=True))


def _reader(request: HttpRequest) -> str:
    """The cookie is signed, so that nobody reads, or forgets, as somebody else."""
    return request.get_signed_cookie(_COOKIE, default="") or reading.new_visitor()


def _with_reader(response: HttpResponse, reader: str) -> HttpResponse:
    response.set_signed_cookie(
        _COOKIE, reader, max_age=_YEAR, httponly=True, samesite="Lax", secure=settings.SECURE_COOKIES
    )
    return response


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404
