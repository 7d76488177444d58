"""Every error of the API, in one place, as application/problem+json (RFC 9457)."""

import math
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar, cast

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from modelkit.errors import EngineUnavailable, ModelkitError, ModelNotFound, Overloaded

E = TypeVar("E", bound=Exception)
log = structlog.get_logger(__name__)


def problem(
    status: int, *, detail: str = "", code: str = "", headers: Mapping[str, str] | None = None, **extra: Any
) -> JsonResponse:
    """`code` is stable and for machines, `detail` is a sentence for people."""
    phrase = HTTPStatus(status).phrase
    body = {
        "type": "about:blank",
        "title": phrase,
        "status": status,
        "code": code or phrase.lower().replace(" ", "_"),
        "detail": detail or HTTPStatus(status).description or phrase,
        **extra,
    }
    return JsonResponse(body, status=status, content_type="application/problem+json", headers=dict(headers or {}))


def install_handlers(api: NinjaAPI) -> None:
    _handle(api, Exception, _unexpected)
    _handle(api, HttpError, _http_error)
    _handle(api, AuthenticationError, _not_signed_in)
    _handle(api, Throttled, _throttled)
    _handle(api, ValidationError, _invalid)
    _handle(api, Http404, _not_found)
    _handle(api, PermissionDenied, _forbidden)
    _handle(api, RequestDataTooBig, _too_large)
    _handle(api, SuspiciousOperation, _suspicious)
    _handle(api, ModelkitError, _modelkit)


def install_error(api: NinjaAPI, error: type[Exception], *, status: int) -> None:
    """Map a service's own error, by its `code` and its message, and its `problems` if it lists several."""

    def reply(_request: HttpRequest, exception: Exception) -> JsonResponse:
        listed = [item.as_dict() for item in getattr(exception, "problems", ())]
        extra: dict[str, Any] = {"errors": listed} if listed else {}
        return problem(status, detail=str(exception), code=getattr(exception, "code", ""), **extra)

    _handle(api, error, reply)


def _handle(api: NinjaAPI, error: type[E], reply: Callable[[HttpRequest, E], HttpResponse]) -> None:
    def handler(request: HttpRequest, raised: E | type[E]) -> HttpResponse:
        # Ninja's types also allow for a class, which is never what was raised.
        return reply(request, cast(E, raised))

    api.add_exception_handler(error, handler)


def _unexpected(_request: HttpRequest, error: Exception) -> JsonResponse:
    # An exception's message may quote the customer, so only its kind and its place are logged.
    log.error("request_failed", error=type(error).__name__, place=_place(error))
    return problem(500, detail="Something went wrong on our side. It has been logged.")


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""


def _http_error(_request: HttpRequest, error: HttpError) -> JsonResponse:
    return problem(error.status_code, detail=str(error))


def _not_signed_in(_request: HttpRequest, _error: AuthenticationError) -> JsonResponse:
    detail = "Send an API key as `Authorization: Bearer tpk_…`, or sign in."
    return problem(401, detail=detail, headers={"WWW-Authenticate": "Bearer"})


def _throttled(_request: HttpRequest, error: Throttled) -> JsonResponse:
    seconds = math.ceil(error.wait or 1)
    detail = f"Too many requests. Try again in {seconds} seconds."
    return problem(429, detail=detail, headers={"Retry-After": str(seconds)})


def _invalid(_request: HttpRequest, error: ValidationError) -> JsonResponse:
    # pydantic repeats the input; a customer's words do not belong into errors that callers log.
    errors = [{"field": _field(item["loc"]), "message": item["msg"]} for item in error.errors]
    listed = "; ".join(f"{item['field']}: {item['message']}" for item in errors)
    return problem(422, detail=listed, code="invalid_input", errors=errors)


def _field(location: tuple[Any, ...]) -> str:
    """Ninja puts the kind of parameter and its argument's name before the field's own path."""
    path = location[2:] if len(location) > 2 and location[0] in {"body", "form"} else location[1:]
    return ".".join(str(part) for part in path) or str(location[0])


def _not_found(_request: HttpRequest, _error: Http404) -> JsonResponse:
    return problem(404, detail="There is nothing at this address.")


def _forbidden(_request: HttpRequest, error: PermissionDenied) -> JsonResponse:
    return problem(403, detail=str(error))


def _too_large(_request: HttpRequest, _error: RequestDataTooBig) -> JsonResponse:
    megabytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 2**20
    return problem(413, detail=f"The body has more than {megabytes:.1f} MB. Send it in parts.")


def _suspicious(_request: HttpRequest, _error: SuspiciousOperation) -> JsonResponse:
    """Too many fields or files, or a form that Django does not trust."""
    return problem(400, detail="The request cannot be read. Send fewer fields or files.")


def _modelkit(_request: HttpRequest, error: ModelkitError) -> JsonResponse:
    if isinstance(error, Overloaded):
        wait = str(math.ceil(error.retry_after))
        return problem(429, detail=str(error), code=error.code, headers={"Retry-After": wait})
    if isinstance(error, EngineUnavailable):
        return problem(503, detail=str(error), code=error.code, headers={"Retry-After": "2"})
    status = 404 if isinstance(error, ModelNotFound) else 422
    return problem(status, detail=str(error), code=error.code)
