"""Whose turn it is."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import IO, Protocol

from django.core.exceptions import RequestAborted

from services.recommend.errors import Crowded, TooBusy
from services.recommend.threads.bulk import PATIENCE_SECONDS, Places, is_bulk
from services.recommend.threads.messages import Message, Receive, Scope, Send, messages_of
from shared.api.problems import problem
from shared.errors import ServiceError

# More would wait for the interpreter, and for each other at every step that lets go of it.
THREADS = 3
# Files may be read slowly, need no database, and keep to threads of their own.
_APART = "/static/"
# About as many as are answered in a second: who came behind them would have given up before their turn.
WAITING = 200
_LATER_SECONDS = "1"
# Whoever asks whether the process lives must not be told that it is busy.
_ALWAYS = ("/livez", "/readyz")


class Handler(Protocol):
    """An application that can also answer on the thread it is called on, as a whole."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send, /) -> None: ...

    async def read_body(self, receive: Receive, /) -> IO[bytes]:
        """A body that comes in pieces, on disk where it is large. Raises `RequestAborted`."""

    def answer(self, scope: Scope, body: IO[bytes], /) -> Sequence[Message]:
        """What is to be sent, in its order."""


class KeptThreads:
    """Wraps the handler. Of free threads the one used last is taken, so that few do most of the work."""

    def __init__(
        self, handler: Handler, *, threads: int = THREADS, waiting: int = WAITING, patience: float = PATIENCE_SECONDS
    ) -> None:
        self.handler = handler
        self.waiting, self.most_waiting = 0, waiting
        self.bulk = Places(max(threads - 1, 1), patience=patience)
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
        for message in await self._in_turn(scope, body):
            await send(message)

    async def _whole(self, receive: Receive) -> IO[bytes]:
        first = await receive()
        if first["type"] == "http.request" and not first.get("more_body"):
            # Nearly always; a file on disk is prepared for the rest only.
            return BytesIO(first.get("body", b""))
        return await self.handler.read_body(_again(first, receive))

    async def _in_turn(self, scope: Scope, body: IO[bytes]) -> Sequence[Message]:
        """Or, at once, that it has to come again."""
        try:
            if self.waiting >= self.most_waiting and scope["path"] not in _ALWAYS:
                raise Crowded
            if not is_bulk(scope, body):
                return await self._answered(scope, body)
            async with self.bulk.taken():
                return await self._answered(scope, body)
        except (Crowded, TooBusy) as refusal:
            body.close()
            return _refused(refusal, status=429 if isinstance(refusal, TooBusy) else 503)

    async def _answered(self, scope: Scope, body: IO[bytes]) -> Sequence[Message]:
        """There and back once: each step between event loop and thread waits for the interpreter."""
        self.waiting += 1
        try:
            thread = await self.free.get()
        finally:
            self.waiting -= 1
        try:
            return await asyncio.get_running_loop().run_in_executor(thread, self.handler.answer, scope, body)
        finally:
            self.free.put_nowait(thread)


def _refused(refusal: ServiceError, *, status: int) -> Sequence[Message]:
    headers = {"Retry-After": _LATER_SECONDS}
    return messages_of(problem(status, detail=str(refusal), code=refusal.code, headers=headers))


def _again(first: Message, receive: Receive) -> Receive:
    """As if the first message had not been received yet."""
    waiting = [first]

    async def received() -> Message:
        return waiting.pop() if waiting else await receive()

    return received
