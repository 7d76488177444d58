"""A content security policy without inline scripts (Django gains one of its own only in 6.0)."""

from collections.abc import Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    # Charts set the style attribute of the shapes they draw; a style cannot run code.
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}


class ContentSecurityMiddleware:
    """Add the policy, and let only WIDGET_PATHS be framed, by WIDGET_ORIGINS."""

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
        return _protect(request, self.get_response(request))

    async def _answer_async(self, request: HttpRequest) -> object:
        return _protect(request, await self.get_response(request))  # type: ignore[misc]  # known to be async


def _protect(request: HttpRequest, response: object) -> HttpResponseBase:
    assert isinstance(response, HttpResponseBase)  # noqa: S101 - narrows the type
    ancestors = _frame_ancestors(request.path)
    policy = {**_POLICY, "frame-ancestors": " ".join(ancestors)}
    response.headers.setdefault(
        "Content-Security-Policy", "; ".join(f"{name} {value}" for name, value in policy.items())
    )
    response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if ancestors == ["'none'"]:
        response.headers.setdefault("X-Frame-Options", "DENY")
    return response


def _frame_ancestors(path: str) -> list[str]:
    if path.startswith(tuple(settings.WIDGET_PATHS)):
        return ["'self'", *settings.WIDGET_ORIGINS]
    return ["'none'"]
