"""Threads of this process that climb the ladder, and how many may at once. Rows, not queues, keep the work."""

import logging
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from django.db import close_old_connections, connection

from services.support.actions.conversations.answering import answer_message
from services.support.actions.conversations.claims import unclaimed

logger = logging.getLogger(__name__)

# The model server batches what arrives together; more than these only wait for one another.
_THREADS = 4
_WAITING = 32
_CALLERS = 12


class TooBusy(Exception):
    """Too many questions at once. Try again in a moment."""

    retry_after = 1.0

    def __str__(self) -> str:
        return str(self.__doc__)


class Answerers:
    """A bounded pool. What does not fit stays a pending row, which a thread picks up when it runs dry."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside = 0
        self._overflowed = False
        self._pool: ThreadPoolExecutor | None = None

    def answer_soon(self, message_id: int) -> bool:
        """Whether it was taken in; if not, it waits in the database."""
        with self._lock:
            if self._inside >= _THREADS + _WAITING:
                self._overflowed = True
                return False
            self._inside += 1
            pool = self._pool = self._pool or ThreadPoolExecutor(_THREADS, thread_name_prefix="answerer")
        pool.submit(self._work, message_id).add_done_callback(self._done)
        return True

    def stop(self) -> None:
        """Wait for what is being answered, and give the threads back."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool:
            pool.shutdown(wait=True)

    def _work(self, message_id: int) -> None:
        close_old_connections()
        try:
            answer_message(message_id)
            while backlog := self._left_over():
                for waiting in backlog:
                    answer_message(waiting)
        finally:
            connection.close()

    def _left_over(self) -> list[int]:
        with self._lock:
            if not self._overflowed or self._inside > _THREADS:
                return []
            self._overflowed = False
        backlog = unclaimed(limit=_WAITING)
        with self._lock:
            self._overflowed = len(backlog) == _WAITING
        return backlog

    def _done(self, future: Future[None]) -> None:
        with self._lock:
            self._inside -= 1
        if error := future.exception():
            # The claim runs out and the sweep tries again.
            logger.error("answerer_failed", exc_info=error)


class Admission:
    """Callers that wait for their answer: a few climb, a few wait, the rest are told when to come back."""

    def __init__(self, *, climbing: int = _THREADS, waiting: int = _CALLERS) -> None:
        self._places = BoundedSemaphore(climbing + waiting)
        self._climbing = BoundedSemaphore(climbing)

    @contextmanager
    def admitted(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise TooBusy
        try:
            with self._climbing:
                yield
        finally:
            self._places.release()


answerers = Answerers()
admission = Admission()
