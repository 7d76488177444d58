"""Give every request an id that its log lines, its reply and its background work share."""

import re
import time
import uuid
from collections.abc import Awaitable, Callable

import structlog
from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

log = structlog.get_logger(__name__)

_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
Handler = Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]


class RequestLogMiddleware:
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
        started, request_id = _begin(request)
        response = self.get_response(request)
        assert isinstance(response, HttpResponseBase)  # noqa: S101 - narrows the type of a sync handler
        return _end(request, response, started=started, request_id=request_id)

    async def _answer_async(self, request: HttpRequest) -> HttpResponseBase:
        started, request_id = _begin(request)
        response = self.get_response(request)
        assert not isinstance(response, HttpResponseBase)  # noqa: S101 - narrows the type of an async handler
        return _end(request, await response, started=started, request_id=request_id)


def _begin(request: HttpRequest) -> tuple[float, str]:
    sent = request.headers.get("X-Request-ID", "")
    # A foreign id is kept so that calls can be followed over services, unless it could forge log lines.
    request_id = sent if _SAFE_ID.fullmatch(sent) else uuid.uuid4().hex
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id)
    return time.perf_counter(), request_id


def _end(request: HttpRequest, response: HttpResponseBase, *, started: float, request_id: str) -> HttpResponseBase:
    response["X-Request-ID"] = request_id
    route = request.resolver_match.route if request.resolver_match else "unmatched"
    log.info(
        "request_finished",
        method=request.method,
        route=route,
        status=response.status_code,
        milliseconds=round((time.perf_counter() - started) * 1000, 1),
    )
    return response
