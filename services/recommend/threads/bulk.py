"""Bodies that keep a thread for long: they leave one to those who want a list, and are soon asked to come again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import IO

from services.recommend.errors import TooBusy
from services.recommend.threads.messages import Scope

# Some four hundred events; fewer take no longer than a list.
_BYTES = 64 * 1024
# A short wait smooths a burst; a longer one would only hide that senders are too fast.
PATIENCE_SECONDS = 0.5


def is_bulk(scope: Scope, body: IO[bytes]) -> bool:
    """By its size. A file that somebody brings to a page is only put aside."""
    size = body.seek(0, 2)
    body.seek(0)
    return size > _BYTES and scope["path"].startswith("/api/")


class Places:
    """So many are worked on at a time."""

    def __init__(self, number: int, *, patience: float) -> None:
        self.patience = patience
        self._places = asyncio.Semaphore(number)

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Raises `TooBusy` where none gets free soon."""
        try:
            async with asyncio.timeout(self.patience):
                await self._places.acquire()
        except TimeoutError:
            raise TooBusy from None
        try:
            yield
        finally:
            self._places.release()
