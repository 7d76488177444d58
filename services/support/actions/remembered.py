"""Rows that every message needs and few people change: kept for a moment, forgotten at once when saved here."""

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Any, Generic, TypeVar

from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from services.support import models
from services.support.queries import answers

T = TypeVar("T")
# Another process's change shows up after this long.
_SECONDS = 2.0


class Remembered(Generic[T]):
    """The result of a read, read again when it is older than a moment."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._lock = Lock()
        self._kept: tuple[float, T] | None = None

    def __call__(self) -> T:
        kept = self._kept
        if kept is not None and monotonic() < kept[0]:
            return kept[1]
        value = self._read()
        with self._lock:
            self._kept = (monotonic() + _SECONDS, value)
        return value

    def forget(self, **_signal: object) -> None:
        with self._lock:
            self._kept = None


replies = Remembered(answers.replies)
policy = Remembered(answers.policy)

_WATCHED: dict[type[Model], Remembered[Any]] = {
    models.Policy: policy,
    models.AnswerTemplate: replies,
    models.Intent: replies,
}
for _model, _memory in _WATCHED.items():
    for _signal in (post_save, post_delete):
        _signal.connect(_memory.forget, sender=_model, weak=False)
