"""Count and time each request."""

import time
from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from shared.metrics.requests import REQUESTS, SECONDS

Handler = Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class MetricsMiddleware:
    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self.is_async:
            return self._answer_async(request)
        started = time.perf_counter()
        response = self.get_response(request)
        assert isinstance(response, HttpResponseBase)  # noqa: S101 - narrows the type of a sync handler
        _count(request, response, time.perf_counter() - started)
        return response

    async def _answer_async(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        pending = self.get_response(request)
        assert not isinstance(pending, HttpResponseBase)  # noqa: S101 - narrows the type of an async handler
        response = await pending
        _count(request, response, time.perf_counter() - started)
        return response


def _count(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    route = request.resolver_match.route if request.resolver_match else "unmatched"
    # A client may invent methods; each would be a new time series.
    method = request.method if request.method in _METHODS else "OTHER"
    REQUESTS.labels(method, route, response.status_code).inc()
    SECONDS.labels(method, route).observe(seconds)
