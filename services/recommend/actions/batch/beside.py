"""Threads beside the run: histories are read ahead of ranking, several shards are ranked at once, and lists are written
behind it.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Protocol, TypeVar

from django.db import connection

T = TypeVar("T")

# A shard of five hundred users takes some 50 MB while it is ranked, and more would wait for the interpreter.
_MOST_AT_ONCE = 4


class Submit(Protocol):
    def __call__(self, work: Callable[[], T], /) -> Callable[[], T]:
        """Begin with the work, and give back what waits for its result, or raises what it raised."""


@contextmanager
def beside(threads: int = 1, *, prepare: Callable[[], object] | None = None) -> Iterator[Submit]:
    """What was begun is ended; on one thread in the order of its beginning, over one connection to the database.

    `prepare` is called on each thread before anything else. An embedded database would rather do one thing after
    another; and what is part of a transaction stays on its connection.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield at_once
        return
    with ThreadPoolExecutor(threads, thread_name_prefix="batch", initializer=prepare or nothing) as pool:

        def submit(work: Callable[[], T], /) -> Callable[[], T]:
            # Which of several threads comes last nobody knows, so that each closes what it opened.
            return pool.submit(work if threads == 1 else partial(_closing, work)).result

        try:
            yield submit
        finally:
            pool.submit(lambda: connection.close())


def cores() -> int:
    """How many shards are worth ranking at once."""
    return min(len(os.sched_getaffinity(0)), _MOST_AT_ONCE)


def ahead(submit: Submit, works: Iterable[Callable[[], T]], count: int = 1) -> Iterator[T]:
    """Results in their order; with each, the next `count` are under way."""
    waiting: deque[Callable[[], T]] = deque()
    for work in works:
        waiting.append(submit(work))
        if len(waiting) > count:
            yield waiting.popleft()()
    while waiting:
        yield waiting.popleft()()


def nothing() -> None:
    """For whom there is nothing to wait for yet."""


def _closing(work: Callable[[], T]) -> T:
    try:
        return work()
    finally:
        connection.close()


def at_once(work: Callable[[], T], /) -> Callable[[], T]:
    """Where there is nothing to be done meanwhile."""
    found = work()
    return lambda: found
