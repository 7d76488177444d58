"""The two health pages. They say what is broken, not why: anyone may read them."""

from collections.abc import Callable

import httpx
import structlog
from django.db import Error as DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import KombuError

from shared.health import checks

log = structlog.get_logger(__name__)

# Without models customers still reach a person, so a balancer must go on sending them here.
_VITAL = {"database": checks.database, "broker": checks.broker}
_HELPFUL = {"models": checks.models}


@require_safe
@never_cache
def livez(_request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """503 if nothing works without it, 200 and "degraded" if much still does."""
    results = {name: _passes(name, check) for name, check in {**_VITAL, **_HELPFUL}.items()}
    working = "ok" if all(results.values()) else "degraded"
    status = working if all(results[name] for name in _VITAL) else "failing"
    shown = {name: "ok" if passed else "failing" for name, passed in results.items()}
    return JsonResponse({"status": status, "checks": shown}, status=503 if status == "failing" else 200)


def _passes(name: str, check: Callable[[], None]) -> bool:
    try:
        check()
    except (DatabaseError, KombuError, OSError, httpx.HTTPError) as error:
        log.warning("health_check_failed", check=name, error=type(error).__name__)
        return False
    return True
