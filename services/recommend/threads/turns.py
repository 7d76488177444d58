"""Whose turn it is."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import IO, Any, Protocol

from django.core.exceptions import RequestAborted

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

# More would wait for the interpreter, and for each other at every step that lets go of it.
THREADS = 3
# Files may be read slowly, need no database, and keep to threads of their own.
_APART = "/static/"


class Handler(Protocol):
    """An application that can also answer on the thread it is called on, as a whole."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send, /) -> None: ...

    async def read_body(self, receive: Receive, /) -> IO[bytes]:
        """A body that comes in pieces, on disk where it is large. Raises `RequestAborted`."""

    def answer(self, scope: Scope, body: IO[bytes], /) -> Sequence[Message]:
        """What is to be sent, in its order."""


class KeptThreads:
    """Wraps the handler. Of free threads the one used last is taken, so that few do most of the work."""

    def __init__(self, handler: Handler, *, threads: int = THREADS) -> None:
        self.handler = handler
        self.free: asyncio.LifoQueue[ThreadPoolExecutor] = asyncio.LifoQueue()
        for _ in range(threads):
            self.free.put_nowait(ThreadPoolExecutor(max_workers=1, thread_name_prefix="request"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_APART):
            await self.handler(scope, receive, send)
            return
        try:
            body = await self._whole(receive)
        except RequestAborted:
            return
        # The next may have the thread while this is still being sent.
        for message in await self._answered(scope, body):
            await send(message)

    async def _whole(self, receive: Receive) -> IO[bytes]:
        first = await receive()
        if first["type"] == "http.request" and not first.get("more_body"):
            # Nearly always; a file on disk is prepared for the rest only.
            return BytesIO(first.get("body", b""))
        return await self.handler.read_body(_again(first, receive))

    async def _answered(self, scope: Scope, body: IO[bytes]) -> Sequence[Message]:
        """There and back once: each step between event loop and thread waits for the interpreter."""
        thread = await self.free.get()
        try:
            return await asyncio.get_running_loop().run_in_executor(thread, self.handler.answer, scope, body)
        finally:
            self.free.put_nowait(thread)


def _again(first: Message, receive: Receive) -> Receive:
    """As if the first message had not been received yet."""
    waiting = [first]

    async def received() -> Message:
        return waiting.pop() if waiting else await receive()

    return received
