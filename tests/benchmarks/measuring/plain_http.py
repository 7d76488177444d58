"""GET over kept connections, and no more: a full client takes as much of the cores for a request as the service."""

import asyncio
import re
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from tests.benchmarks.measuring.open_loop import TIMEOUT_SECONDS

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
_Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class PlainHttp:
    """As many connections as are asked for at once; of idle ones the one used last goes first."""

    def __init__(self, url: str, *, key: str) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname, parts.port
        self._tail = f" HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Bearer {key}\r\n\r\n".encode()
        self._idle: list[_Connection] = []

    async def status(self, path: str) -> int:
        """Of the reply, which is read to its end. Raises `OSError` and `TimeoutError`."""
        reader, writer = await self._connection()
        try:
            writer.write(b"GET " + path.encode() + self._tail)
            async with asyncio.timeout(TIMEOUT_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                found = _LENGTH.search(head)
                assert found, "the service tells how long its reply is"
                await reader.readexactly(int(found[1]))
        except BaseException as error:
            writer.close()
            if isinstance(error, asyncio.IncompleteReadError):
                raise ConnectionError from error
            raise
        self._idle.append((reader, writer))
        return int(head[9:12])

    async def _connection(self) -> _Connection:
        while self._idle:
            reader, writer = self._idle.pop()
            # The server closes what is idle for five seconds.
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return await asyncio.open_connection(self.host, self.port)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for _reader, writer in self._idle:
            writer.close()
