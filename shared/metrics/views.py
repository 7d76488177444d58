"""`/metrics`, for the machines and people who may see how much business is done."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.accounts.models import User
from shared.api_keys import queries


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not (_comes_from_scraper(request) or _is_admin(request) or _has_key(request)):
        return HttpResponse(
            "Not allowed: use a key with the scope metrics:read.\n", status=403, content_type="text/plain"
        )
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _comes_from_scraper(request: HttpRequest) -> bool:
    # Through a proxy every caller would seem to come from the proxy's own, trusted address.
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(address in ip_network(network) for network in settings.METRICS_NETWORKS)


def _is_admin(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.has_role(User.Role.ADMIN)


def _has_key(request: HttpRequest) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    key = queries.find_key(token) if scheme.lower() == "bearer" else None
    return key is not None and "metrics:read" in key.scopes
