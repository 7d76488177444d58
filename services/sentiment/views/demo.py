"""The demo's receiver of webhooks: takes them like a stranger's server, and shows whether they could be trusted."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from services.sentiment.actions import demo
from shared.accounts.access import require_role

_LARGEST = 256 * 1024


@csrf_exempt
@require_POST
def hook(request: HttpRequest) -> HttpResponse:
    """Anyone may knock; only what is signed counts."""
    _only_in_the_demo()
    if int(request.headers.get("Content-Length") or 0) > _LARGEST:
        return HttpResponse(status=413)
    found = demo.receive(headers={name.lower(): value for name, value in request.headers.items()}, body=request.body)
    return HttpResponse(status=204 if found.verified else 401)


@require_GET
@require_role("agent")
def receiver(request: HttpRequest) -> HttpResponse:
    _only_in_the_demo()
    rows = [(one, parse_datetime(one.at)) for one in demo.received()]
    return render(request, "sentiment/demo/receiver.html", {"rows": rows})


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404
