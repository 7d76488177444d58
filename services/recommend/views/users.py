"""A user: what was done, what is recommended now, and why."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from services.recommend import models
from services.recommend.actions import serving
from services.recommend.queries import users as queries
from services.recommend.views.shown import shown, titles
from shared.accounts.access import require_role


@require_GET
@require_role("agent")
def users(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("search", "")[:120]
    return render(request, "recommend/users/users.html", {"rows": queries.users(search=search), "search": search})


@require_GET
@require_role("agent")
def user(request: HttpRequest, user: str) -> HttpResponse:
    if not queries.exists(user):
        raise Http404
    answer = serving.recommend(user=user, count=12, looking=True)
    context = {
        "user_key": user,
        "profile": models.Profile.objects.filter(user=user).first(),
        "deeds": queries.deeds(user),
        "answer": answer,
        "picks": shown(answer.picks),
        "titles": titles(answer.picks),
        "published": queries.published(user),
        "usable": settings.COLD_START_ATTRIBUTES,
    }
    return render(request, "recommend/users/user.html", context)
