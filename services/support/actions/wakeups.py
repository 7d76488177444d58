"""Tells waiting streams that a conversation has something new: at once in this process, soon from another's."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event as Flag
from threading import Lock, Thread

from django.db import DatabaseError, close_old_connections, connection

from services.support.queries import events

INBOX = "inbox"
# What another process wrote is seen after this long at most; one query for all streams of this process.
_POLL_SECONDS = 0.25


class Subscription:
    """One stream's bell, rung from any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._rung = asyncio.Event()

    def ring(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._rung.set)

    async def wait(self, seconds: float) -> bool:
        """Whether it rang in time. What rang before the last wait is not heard again."""
        try:
            await asyncio.wait_for(self._rung.wait(), seconds)
        except TimeoutError:
            return False
        self._rung.clear()
        return True


class Wakeups:
    """Who waits for what, and the one thread that looks for other processes' writes while anybody waits."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: defaultdict[str, set[Subscription]] = defaultdict(set)
        self._nobody = Flag()
        self._thread: Thread | None = None

    @contextmanager
    def subscribed(self, key: str) -> Iterator[Subscription]:
        subscription = Subscription()
        with self._lock:
            self._waiting[key].add(subscription)
            self._ensure_poller()
        try:
            yield subscription
        finally:
            self._leave(key, subscription)

    def wake(self, conversation_id: object) -> None:
        for key in (str(conversation_id), INBOX):
            self._ring(key)

    def _ring(self, key: str) -> None:
        with self._lock:
            waiting = list(self._waiting.get(key, ()))
        for subscription in waiting:
            subscription.ring()

    def _leave(self, key: str, subscription: Subscription) -> None:
        with self._lock:
            self._waiting[key].discard(subscription)
            if not self._waiting[key]:
                del self._waiting[key]
            if not self._waiting:
                self._nobody.set()

    def _ensure_poller(self) -> None:
        if self._thread is not None and self._thread.is_alive() and not self._nobody.is_set():
            return
        self._nobody = Flag()
        self._thread = Thread(target=self._poll, args=(self._nobody,), name="support-wakeups", daemon=True)
        self._thread.start()

    def _poll(self, nobody: Flag) -> None:
        seen: dict[str, int] = {}
        try:
            while not nobody.wait(_POLL_SECONDS):
                seen = self._look(seen)
        finally:
            connection.close()

    def _look(self, seen: dict[str, int]) -> dict[str, int]:
        with self._lock:
            keys = set(self._waiting)
        close_old_connections()
        try:
            latest = events.latest_numbers(keys - {INBOX})
            if INBOX in keys:
                latest[INBOX] = events.newest_id()
        except DatabaseError:
            # The streams' own reads report what is wrong; this thread tries again.
            return seen
        for key, number in latest.items():
            if seen.get(key) != number:
                self._ring(key)
        return latest


wakeups = Wakeups()
