"""Which side a user is on: a hash decides, the same on every machine and for ever."""

import hashlib
from collections import OrderedDict
from datetime import datetime
from threading import Lock

from services.recommend import models
from services.recommend.actions.kept import Kept

# Users whose exposure this process knows to be written: asking the database each time would be a write a request.
_REMEMBERED = 100_000


def is_treated(*, experiment: str, user: str, share: float) -> bool:
    """Users are split anew for each experiment, so that one does not lean on another."""
    digest = hashlib.sha256(f"{experiment}\x00{user}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64 < share


def running(*, surface: str) -> models.Experiment | None:
    """The experiment that runs there; one of the surface itself goes before one of all."""
    found = {one.surface: one for one in _running.value()}
    return found.get(surface) or found.get("")


def forget_running() -> None:
    """After one was started or ended here."""
    _running.forget()


def expose(*, experiment: models.Experiment, user: str, treated: bool, now: datetime) -> None:
    """The first list is written down; later ones change nothing."""
    key = (experiment.pk, user)
    if not _written.has(key):
        row = models.Exposure(experiment=experiment, user=user, treated=treated, at=now)
        models.Exposure.objects.bulk_create([row], ignore_conflicts=True)
        _written.add(key)


def forget_written() -> None:
    """After exposures were taken away: the next list writes them again."""
    _written.clear()


class _Written:
    """The latest of many keys."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._keys: OrderedDict[tuple[int, str], None] = OrderedDict()

    def has(self, key: tuple[int, str]) -> bool:
        return key in self._keys

    def add(self, key: tuple[int, str]) -> None:
        with self._lock:
            self._keys[key] = None
            if len(self._keys) > _REMEMBERED:
                self._keys.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._keys.clear()


_written = _Written()
_running: Kept[list[models.Experiment]] = Kept(lambda: list(models.Experiment.objects.filter(ended_at=None)))
