"""Let pages of WIDGET_ORIGINS call WIDGET_PATHS, and nothing else (CORS)."""

from collections.abc import Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

_ALLOWED_HEADERS = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-Visitor-Token"
_PREFLIGHT_SECONDS = "600"


class CrossOriginMiddleware:
    """The widget carries its visitor's token in a header, so cookies are never allowed across sites."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], object]) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> object:
        if self.is_async:
            return self._answer_async(request)
        return _allow(request, _preflight(request) or self.get_response(request))

    async def _answer_async(self, request: HttpRequest) -> object:
        # The handler is known to be async here; the union of both kinds cannot say so.
        response = _preflight(request) or await self.get_response(request)  # type: ignore[misc]
        return _allow(request, response)


def _is_ours(request: HttpRequest) -> bool:
    return request.path.startswith(tuple(settings.WIDGET_PATHS))


def _preflight(request: HttpRequest) -> HttpResponse | None:
    asks = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
    return HttpResponse(status=204) if asks and _is_ours(request) else None


def _allow(request: HttpRequest, response: object) -> HttpResponseBase:
    assert isinstance(response, HttpResponseBase)  # noqa: S101 - narrows the type
    if not _is_ours(request):
        return response
    patch_vary_headers(response, ("Origin",))
    origin = request.headers.get("Origin", "")
    if origin in settings.WIDGET_ORIGINS:
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
        response["Access-Control-Allow-Headers"] = _ALLOWED_HEADERS
        response["Access-Control-Expose-Headers"] = "Retry-After, X-Request-ID"
        response["Access-Control-Max-Age"] = _PREFLIGHT_SECONDS
    return response
