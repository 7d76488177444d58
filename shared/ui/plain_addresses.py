"""Addresses that name what no database holds."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase

# What Django makes of bytes that are no text.
_LOST = "%EF%BF%BD"


class PlainAddressMiddleware:
    """PostgreSQL stores every character but NUL, and fails when it is asked for it: pages find nothing instead.

    The API refuses it, and says so: see `shared.api.text`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith("/api/"):
            return self.get_response(request)
        if "\x00" in request.path_info:
            raise Http404
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query:
            request.GET = QueryDict(query.replace("%00", _LOST))
        return self.get_response(request)
