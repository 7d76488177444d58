"""The shelf in force in this process."""

import time
from datetime import datetime
from threading import Lock, Thread

from django.db import connection
from django.utils import timezone

from services.recommend.actions.ranking.refreshing import Seen, see, see_again
from services.recommend.actions.ranking.shelf import Shelf
from services.recommend.queries import catalogue

# How long a process trusts that nothing has changed.
_TRUST_SECONDS = 1.0
# Reading again may take this share of a process's time: while very much changes, it is seen a little later.
_SHARE = 0.1
_SMALL = 5_000


class _Kept:
    def __init__(self) -> None:
        self.lock = Lock()
        self.seen: Seen | None = None
        self.look_at = 0.0
        self.looking = False


_kept = _Kept()


def current_shelf() -> Shelf:
    """A small shelf is read while one waits; a large one in a thread, and the one before answers meanwhile."""
    with _kept.lock:
        if _kept.seen is None:
            _kept.seen = see(now=timezone.now())
            _kept.look_at = time.monotonic() + _TRUST_SECONDS
        elif time.monotonic() >= _kept.look_at and not _kept.looking:
            _look(_kept.seen, timezone.now())
        return _kept.seen.shelf


def forget_shelf() -> None:
    """The next request reads it anew."""
    with _kept.lock:
        _kept.seen = None


def _look(seen: Seen, now: datetime) -> None:
    _kept.look_at = time.monotonic() + _TRUST_SECONDS
    if not seen.is_behind(catalogue.changes(), now):
        return
    if len(seen.shelf) <= _SMALL:
        _kept.seen = see(now=now)
        return
    _kept.looking = True
    Thread(target=_look_aside, args=(seen, now), daemon=True).start()


def _look_aside(seen: Seen, now: datetime) -> None:
    began = time.monotonic()
    try:
        found = see_again(seen, now=now)
        found.shelf.prepare()
        with _kept.lock:
            # Forgotten meanwhile: what was found belongs to another time.
            _kept.seen = found if _kept.seen is seen else _kept.seen
    finally:
        took = time.monotonic() - began
        _kept.look_at = time.monotonic() + max(_TRUST_SECONDS, took / _SHARE)
        _kept.looking = False
        connection.close()
