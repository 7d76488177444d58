"""A small thing from the database that every request needs: read at most once a second."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")

# What another process changes is seen after as long; what this one changes, at once.
TRUST_SECONDS = 1.0


class Kept(Generic[T]):
    """`value()` is what `read` gave lately. Whoever changes it here calls `forget`."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._lock = Lock()
        self._value: tuple[T, float] | None = None

    def value(self) -> T:
        with self._lock:
            if self._value is None or time.monotonic() - self._value[1] >= TRUST_SECONDS:
                self._value = self._read(), time.monotonic()
            return self._value[0]

    def forget(self) -> None:
        with self._lock:
            self._value = None
