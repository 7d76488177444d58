"""Choosing a language, and the pages for errors."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from shared.accounts import actions
from shared.accounts.models import User


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language for this browser, and for the person if they are signed in."""
    target = request.POST.get("next", "/")
    # An address on another site would make ours a tool for phishing.
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    response = redirect(target if safe else "/")
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        actions.remember_language(response, language)
        if isinstance(request.user, User):
            actions.save_preferences(user=request.user, language=language, timezone=request.user.timezone)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    # The request may have failed in a middleware, so this page leans on none of them.
    return render(None, "500.html", status=500)
