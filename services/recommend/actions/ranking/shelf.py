"""Everything that may be recommended, as arrays side by side: one row an item."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from threading import Lock, Thread

import numpy as np
from django.db import connection
from django.utils import timezone
from numpy.typing import NDArray

from services.recommend import models
from services.recommend.queries import histories

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

# What counts towards popularity, and how quickly it fades.
SIGNS = {"browse": 0.2, "click": 1.0, "like": 2.0, "comment": 2.0, "share": 3.0, "purchase": 4.0, "dismiss": -1.0}
_POPULAR_DAYS = 14
_HALF_LIFE_DAYS = 2.0
_FRESH_DAYS = 7.0
_ENOUGH_TO_SPREAD = 20
# How long a process trusts that nothing has changed.
_TRUST_SECONDS = 1.0
_SMALL = 5_000


@dataclass(frozen=True)
class Codes:
    """One value an item, as a number into `names`; `usual` is how often each occurs."""

    names: dict[str, int]
    codes: NDArray[np.int64]
    usual: NDArray[np.float64]

    @classmethod
    def of(cls, values: Sequence[str]) -> "Codes":
        names = {name: number for number, name in enumerate(sorted(set(values)))}
        codes = np.array([names[value] for value in values], dtype=np.int64)
        return cls(names, codes, np.bincount(codes, minlength=len(names)) / max(len(values), 1))

    def among(self, values: Sequence[str]) -> Flags:
        """Which items have one of these values."""
        wanted = [self.names[value] for value in values if value in self.names]
        found: Flags = np.isin(self.codes, wanted)
        return found


@dataclass(frozen=True)
class Shelf:
    """`vectors` are unit length, zero where an item has no text; `popularity` fades with time; times in seconds."""

    keys: list[str]
    places: dict[str, int]
    vectors: Floats
    popularity: Floats
    published: NDArray[np.float64]
    live: Flags
    category: "Codes"
    language: "Codes"
    as_of: float

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def relative_popularity(self) -> Floats:
        """0 to 1 beside the most popular item, on the scale of logarithms."""
        most = max(float(self.popularity.max(initial=0.0)), 1.0)
        return np.asarray(np.log1p(self.popularity) / np.log1p(most), dtype=np.float32)

    @cached_property
    def freshness(self) -> Floats:
        """1 for what was published just now, fading."""
        age_days = np.maximum(self.as_of - self.published, 0.0) / 86_400.0
        return np.asarray(np.exp(-age_days / _FRESH_DAYS), dtype=np.float32)


def load_shelf(*, as_of: datetime) -> Shelf:
    rows = list(
        models.Item.objects.order_by("key").values_list(
            "key", "category", "language", "available", "published_at", "expires_at"
        )
    )
    keys = [row[0] for row in rows]
    places = {key: place for place, key in enumerate(keys)}
    return Shelf(
        keys=keys,
        places=places,
        vectors=_vectors(places),
        popularity=_popularity(places, as_of),
        published=np.array([row[4].timestamp() if row[4] else 0.0 for row in rows]),
        live=np.array([_is_live(*row[3:], as_of) for row in rows], dtype=bool),
        category=Codes.of([row[1] for row in rows]),
        language=Codes.of([row[2] for row in rows]),
        as_of=as_of.timestamp(),
    )


class _Kept:
    """One shelf a process, loaded again when what it was made of has changed."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.shelf: Shelf | None = None
        self.stamp: tuple[object, ...] = ()
        self.checked = 0.0
        self.loading = False


_kept = _Kept()


def current_shelf() -> Shelf:
    """A small shelf is loaded while one waits; a large one in a thread, and the one before answers meanwhile."""
    with _kept.lock:
        if _kept.shelf is not None and (_kept.loading or time.monotonic() - _kept.checked <= _TRUST_SECONDS):
            return _kept.shelf
        now = timezone.now()
        stamp, _kept.checked = histories.stamp(now=now), time.monotonic()
        if _kept.shelf is not None and len(_kept.shelf) > _SMALL and stamp != _kept.stamp:
            _kept.loading = True
            Thread(target=_load_aside, args=(now, stamp), daemon=True).start()
        elif _kept.shelf is None or stamp != _kept.stamp:
            _kept.shelf, _kept.stamp = load_shelf(as_of=now), stamp
        return _kept.shelf


def _load_aside(now: datetime, stamp: tuple[object, ...]) -> None:
    try:
        shelf = load_shelf(as_of=now)
        with _kept.lock:
            _kept.shelf, _kept.stamp = shelf, stamp
    finally:
        _kept.loading = False
        connection.close()


def forget_shelf() -> None:
    """The next request loads it anew."""
    with _kept.lock:
        _kept.shelf = None


def _is_live(available: bool, published: datetime | None, expires: datetime | None, now: datetime) -> bool:
    return available and (published is None or published <= now) and (expires is None or expires > now)


def _vectors(places: dict[str, int]) -> Floats:
    rows = [row for row in models.ItemVector.objects.values_list("item", "vector") if row[0] in places]
    width = len(rows[0][1]) // 2 if rows else 1
    found = np.zeros((len(places), width), dtype=np.float32)
    for key, packed in rows:
        vector = np.frombuffer(packed, dtype=np.float16)
        # While an encoder is being replaced, vectors of both are there; those of another width wait their turn.
        if len(vector) == width:
            found[places[key]] = vector
    return _spread(found)


def _spread(vectors: Floats) -> Floats:
    """Texts of one house share a tone, which an encoder sees first: without their mean, what differs counts."""
    told = np.any(vectors, axis=1)
    # The mean of a handful is mostly the handful itself.
    if told.sum() >= _ENOUGH_TO_SPREAD:
        vectors[told] -= vectors[told].mean(axis=0)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    spread: Floats = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return spread


def _popularity(places: dict[str, int], as_of: datetime) -> Floats:
    found = np.zeros(len(places), dtype=np.float32)
    rows = histories.daily_counts(since=as_of - timedelta(days=_POPULAR_DAYS), until=as_of)
    for item, kind, day, count in rows:
        if item in places:
            age = (as_of.date() - day).days
            found[places[item]] += SIGNS[kind] * count * 0.5 ** (age / _HALF_LIFE_DAYS)
    return np.maximum(found, 0.0)
