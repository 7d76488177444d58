"""Everything that Django does for a request, one thing after another."""

from collections.abc import Sequence
from typing import IO

from asgiref.sync import sync_to_async
from django.core import signals
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from services.recommend.threads.connections import trust_quiet
from services.recommend.threads.messages import Message, Scope, messages_of


class InOneGo(ASGIHandler):
    """Signals, middleware and view on the request's thread.

    Django's own handler comes back to the event loop before and after each of them, some fifteen times a request, and
    each time both wait for the interpreter.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    def answer(self, scope: Scope, body: IO[bytes]) -> Sequence[Message]:
        """In the order of Django's handler for WSGI."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        trust_quiet()
        request, refused = self.create_request(scope, body)
        response = refused if request is None else self.get_response(request)
        assert response is not None  # noqa: S101 - one of the two is always made
        response._handler_class = self.__class__  # type: ignore[attr-defined]  # the stubs leave it out
        try:
            return messages_of(response)
        finally:
            response.close()
            body.close()

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """For files, which go out in pieces."""
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)
