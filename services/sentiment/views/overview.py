"""The overview: the market's mood now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shared.accounts.access import require_role


@require_GET
@require_role("agent")
def overview(request: HttpRequest) -> HttpResponse:
    return render(request, "sentiment/overview/overview.html", {})
