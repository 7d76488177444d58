"""The web server's entry: `uvicorn services.recommend.asgi:application`.

Nothing here streams, and a list has to be answered in milliseconds. Django's own handler opens a thread and a
connection to the database for each request, and changes threads at every middleware; this one answers each request
from beginning to end in one of a few threads, which keep their connections.
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, ASGIRequest, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "services.recommend.settings")

# More than cores, since some wait for the database; few, since the others wait for one interpreter.
THREADS = 6


class ThreadedHandler(ASGIHandler):
    """Django's synchronous chain, in threads that stay."""

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="request")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await self.handle(scope, receive, send)

    async def handle(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        request, response = self.create_request(scope, body)
        if request is not None:
            response = await asyncio.get_running_loop().run_in_executor(self._pool, self._respond, scope, request)
        await self.send_response(response, send)
        if response.streaming:
            await asyncio.get_running_loop().run_in_executor(self._pool, response.close)
        body.close()

    def _respond(self, scope: Any, request: ASGIRequest) -> HttpResponseBase:
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        response: HttpResponseBase = self.get_response(request)
        if not response.streaming:
            # Here, where the connection is: what is sent does not need it any more.
            response.close()
        return response


django.setup()
application = ThreadedHandler()
