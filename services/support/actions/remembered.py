"""Rows that every message needs and few people change: kept for a moment, forgotten at once when saved here."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from time import monotonic
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from services.support import models
from services.support.actions.tried import TriedExamples, TriedKnowledge, TriedModels
from services.support.queries import answers, candidates, corrections, fits

T = TypeVar("T")
_all: "list[Remembered[Any]]" = []
# Another process's change shows up after this long.
_SECONDS = 2.0


class Remembered(Generic[T]):
    """The result of a read, read again when it is older than a moment."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._lock = Lock()
        self._kept: tuple[float, T] | None = None
        _all.append(self)

    def __call__(self) -> T:
        tried = _tried.get()
        if self in tried:
            value: T = tried[self]
            return value
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


@contextmanager
def instead(values: "Mapping[Remembered[Any], Any]") -> Iterator[None]:
    """What a change would make of these, for whatever is answered inside the block; nobody else sees it."""
    token = _tried.set({**_tried.get(), **values})
    try:
        yield
    finally:
        _tried.reset(token)


_tried: "ContextVar[Mapping[Remembered[Any], Any]]" = ContextVar("tried", default=MappingProxyType({}))

replies = Remembered(answers.replies)
policy = Remembered(answers.policy)
taught = Remembered(corrections.taught)
forecast = Remembered(fits.forecast_in_force)
candidate = Remembered(candidates.ready)
# Only a trial has these: passages and examples that are not in force yet.
knowledge: Remembered[TriedKnowledge | None] = Remembered(lambda: None)
prototypes: Remembered[TriedExamples | None] = Remembered(lambda: None)
# Only a candidate has these.
tried_models: Remembered[TriedModels | None] = Remembered(lambda: None)

_WATCHED: dict[type[Model], Remembered[Any]] = {
    models.Policy: policy,
    models.AnswerTemplate: replies,
    models.Intent: replies,
    models.Correction: taught,
    models.SatisfactionFit: forecast,
    models.Candidate: candidate,
}
for _model, _memory in _WATCHED.items():
    for _signal in (post_save, post_delete):
        _signal.connect(_memory.forget, sender=_model, weak=False)


def called(name: str) -> str:
    """A model or index as whoever answers now is to call it: by its name, or as a candidate has it."""
    tried = tried_models()
    return tried.names.get(name, name) if tried else name


def forget_all() -> None:
    """Before something is judged: what another process has changed a moment ago must be seen."""
    for memory in _all:
        memory.forget()
