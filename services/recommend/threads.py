"""A few threads that stay, each with its connection to the database.

Django gives each request a thread of its own, which opens a connection of its own; that takes longer than ranking,
and where more is asked for than can be answered, hundreds of threads and connections slow each other down. Here a
request waits its turn instead, from when all of it has arrived: one that is sent slowly keeps nobody waiting.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# More would wait for the interpreter, and for each other at every step that lets go of it.
THREADS = 3
# Files may be read slowly, need no database, and keep to threads of their own.
_APART = "/static/"


class InOneGo(ASGIHandler):
    """Middleware and view one after another on the request's thread.

    Django's own handler comes back to the event loop before and after each middleware, some fifteen times a request,
    and each time both wait for the interpreter.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)


class KeptThreads:
    """Wraps the application. Of free threads the one used last is taken, so that few do most of the work."""

    def __init__(self, application: Application, *, threads: int = THREADS) -> None:
        self.application = application
        self.free: asyncio.LifoQueue[ThreadPoolExecutor] = asyncio.LifoQueue()
        for _ in range(threads):
            self.free.put_nowait(ThreadPoolExecutor(max_workers=1, thread_name_prefix="request"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_APART):
            await self.application(scope, receive, send)
            return
        turn = _Turn()

        async def received() -> Message:
            message = await receive()
            if message["type"] == "http.request" and not message.get("more_body") and turn.thread is None:
                turn.thread = await self.free.get()
            return message

        try:
            async with ThreadSensitiveContext(executor=turn):
                await self.application(scope, received, send)
        finally:
            if turn.thread is not None:
                self.free.put_nowait(turn.thread)


class _Turn(Executor):
    """The thread of one request, once it has one: nothing is run before a request has arrived."""

    thread: ThreadPoolExecutor | None = None

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if self.thread is None:
            raise RuntimeError("a request needs a thread before all of it was read")
        return self.thread.submit(fn, *args, **kwargs)
