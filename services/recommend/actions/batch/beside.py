"""A thread beside the run: histories are read ahead of ranking, and lists are written behind it."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Protocol, TypeVar

from django.db import connection

T = TypeVar("T")


class Submit(Protocol):
    def __call__(self, work: Callable[[], T], /) -> Callable[[], T]:
        """Begin with the work, and give back what waits for its result, or raises what it raised."""


@contextmanager
def beside() -> Iterator[Submit]:
    """What was begun is ended, in the order of its beginning, over one connection to the database.

    An embedded database would rather do one thing after another; and what is part of a transaction stays on its
    connection.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield _at_once
        return
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="batch") as thread:

        def submit(work: Callable[[], T], /) -> Callable[[], T]:
            return thread.submit(work).result

        try:
            yield submit
        finally:
            thread.submit(lambda: connection.close())


def one_ahead(submit: Submit, works: Iterable[Callable[[], T]]) -> Iterator[T]:
    """Results in their order; with each, the next is under way."""
    waiting: Callable[[], T] | None = None
    for work in works:
        begun = submit(work)
        if waiting:
            yield waiting()
        waiting = begun
    if waiting:
        yield waiting()


def nothing() -> None:
    """For whom there is nothing to wait for yet."""


def _at_once(work: Callable[[], T], /) -> Callable[[], T]:
    found = work()
    return lambda: found
