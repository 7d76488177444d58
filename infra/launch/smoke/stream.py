"""Read a conversation's event stream as a browser does: remember the last id, reconnect where it was cut."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
from httpx_sse import SSEError, connect_sse

PATIENCE_SECONDS = 30.0
_PAUSE_SECONDS = 0.2


class NothingCame(AssertionError):
    """The stream did not bring what was waited for in time."""


@dataclass(frozen=True)
class Event:
    """One event, and when it arrived (seconds of this process's monotonic clock)."""

    id: str
    kind: str
    data: dict[str, Any]
    at: float


class Stream:
    """Events in order, each once, over as many connections as it takes."""

    def __init__(self, http: httpx.Client, path: str, *, after: str = "") -> None:
        self._http = http
        self._path = path
        self._last = after
        self.seen: list[Event] = []

    def wait_for(self, what: str, wanted: Callable[[Event], bool], *, seconds: float = PATIENCE_SECONDS) -> Event:
        """The first event not yet read that `wanted` accepts. Raises `NothingCame` when the time is over."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for event in self._connection(deadline):
                if wanted(event):
                    return event
        kinds = ", ".join(event.kind for event in self.seen[-8:]) or "nothing"
        raise NothingCame(f"{what} did not come within {seconds:.0f} s; the stream brought {kinds}")

    def _connection(self, deadline: float) -> Iterator[Event]:
        headers = {"Last-Event-ID": self._last} if self._last else {}
        left = max(deadline - time.monotonic(), 0.1)
        # A read that waits longer than the patience left is a stream that brings nothing.
        limits = httpx.Timeout(10.0, read=left)
        try:
            with connect_sse(self._http, "GET", self._path, headers=headers, timeout=limits) as source:
                source.response.raise_for_status()
                for message in source.iter_sse():
                    event = Event(message.id, message.event, json.loads(message.data or "{}"), time.monotonic())
                    self._last = message.id or self._last
                    self.seen.append(event)
                    yield event
        except (httpx.ReadTimeout, httpx.NetworkError, httpx.RemoteProtocolError, SSEError):
            # As a browser does before it connects again.
            time.sleep(_PAUSE_SECONDS)
