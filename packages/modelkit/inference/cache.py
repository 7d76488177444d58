"""Remember what was computed for a text lately: visitors ask the same things."""

from collections import OrderedDict
from collections.abc import Hashable
from hashlib import blake2b
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")

# A vector of 384 floats takes 1.5 kB, so this is about 12 MB.
CAPACITY = 8_192


class TextCache(Generic[Value]):
    """The `capacity` values used last, by model version and text. Holds digests, so that no text outlives its call."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._values: OrderedDict[tuple[Hashable, bytes], Value] = OrderedDict()
        self._lock = Lock()

    def get(self, scope: Hashable, text: str) -> Value | None:
        key = (scope, _digest(text))
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def put(self, scope: Hashable, text: str, value: Value) -> None:
        with self._lock:
            self._values[(scope, _digest(text))] = value
            while len(self._values) > self._capacity:
                self._values.popitem(last=False)


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
