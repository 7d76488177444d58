"""The shelf as the database has it at a moment."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from services.recommend import models
from services.recommend.actions.ranking.nearest import Nearest
from services.recommend.actions.ranking.shelf import Codes, Flags, Floats, Shelf, Times
from services.recommend.queries import catalogue, histories

# What counts towards popularity, and how quickly it fades.
SIGNS = {"browse": 0.2, "click": 1.0, "like": 2.0, "comment": 2.0, "share": 3.0, "purchase": 4.0, "dismiss": -1.0}
POPULAR_DAYS = 14
_HALF_LIFE_DAYS = 2.0
# What counts as now.
_TREND_HOURS, _HALF_LIFE_HOURS = 48, 6.0
_ENOUGH_TO_SPREAD = 20
_AT_ONCE = 10_000
# Item key to signs, for each day.
Opens = dict[date, dict[str, float]]
# Item key to vector, float16 as databases give it back.
Packed = tuple[str, bytes | memoryview]


@dataclass(frozen=True)
class Columns:
    """Items as columns, in the order of their keys."""

    keys: list[str]
    category: list[str]
    language: list[str]
    owner: list[str]
    price: Floats
    available: Flags
    published: Times
    expires: Times


def load_shelf(*, as_of: datetime, days: Opens | None = None, whole: bool = False) -> Shelf:
    """Everything, from the beginning; `days` where what was opened is known already.

    `whole`: every item will be scored, so no index is built to find some.
    """
    items = columns(models.Item.objects.order_by("key"))
    places = {key: place for place, key in enumerate(items.keys)}
    raw = _vectors(places)
    mean = _mean(raw)
    vectors = spread(raw, mean)
    return Shelf(
        keys=items.keys,
        places=places,
        vectors=vectors,
        mean=mean,
        popularity=popularity(places, opens(until=as_of) if days is None else days, as_of=as_of),
        trend=trend(places, as_of=as_of),
        price=items.price,
        published=items.published,
        expires=items.expires,
        available=items.available,
        category=Codes.of(items.category),
        language=Codes.of(items.language),
        owner=Codes.of(items.owner),
        as_of=as_of.timestamp(),
        nearest=Nearest() if whole else Nearest.of(vectors),
    )


def columns(rows: catalogue.Items) -> Columns:
    fields = ("key", "category", "language", "owner", "price", "available", "published_at", "expires_at")
    found = list(rows.values_list(*fields).iterator(chunk_size=_AT_ONCE))
    keys, category, language, owner, price, available, published, expires = (
        (list(one) for one in zip(*found, strict=True)) if found else ([] for _ in fields)
    )
    return Columns(
        keys=keys,
        category=category,
        language=language,
        owner=owner,
        price=np.log1p(np.array([np.nan if one is None else float(one) for one in price], dtype=np.float32)),
        available=np.array(available, dtype=bool),
        published=_seconds(published, 0.0),
        expires=_seconds(expires, np.inf),
    )


def _seconds(times: Sequence[datetime | None], never: float) -> Times:
    return np.array([one.timestamp() if one else never for one in times], dtype=np.float64)


def unpack(rows: Sequence[Packed], width: int) -> tuple[list[str], Floats]:
    """Keys and vectors [n, width]. While an encoder is being replaced, those of another width wait their turn."""
    kept = [(key, bytes(packed)) for key, packed in rows if len(packed) == 2 * width]
    joined = np.frombuffer(b"".join(packed for _key, packed in kept), dtype=np.float16)
    return [key for key, _packed in kept], joined.reshape(len(kept), width).astype(np.float32)


def _vectors(places: dict[str, int]) -> Floats:
    rows = models.ItemVector.objects.order_by("item").values_list("item", "vector")
    first = rows.first()
    width = len(first[1]) // 2 if first else 1
    found = np.zeros((len(places), width), dtype=np.float32)
    for part in _parts(rows.iterator(chunk_size=_AT_ONCE)):
        keys, vectors = unpack([row for row in part if row[0] in places], width)
        found[[places[key] for key in keys]] = vectors
    return found


def _parts(rows: Iterable[Packed]) -> Iterable[list[Packed]]:
    part: list[Packed] = []
    for row in rows:
        part.append(row)
        if len(part) == _AT_ONCE:
            yield part
            part = []
    yield part


def _mean(vectors: Floats) -> Floats:
    """Texts of one house share a tone, which an encoder sees first: without their mean, what differs counts."""
    told = np.any(vectors, axis=1)
    # The mean of a handful is mostly the handful itself.
    enough = told.sum() >= _ENOUGH_TO_SPREAD
    return np.asarray(vectors[told].mean(axis=0) if enough else np.zeros(vectors.shape[1]), dtype=np.float32)


def spread(vectors: Floats, mean: Floats) -> Floats:
    """Unit vectors without their mean; rows of zeros stay so."""
    told = np.any(vectors, axis=1)
    vectors[told] -= mean
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    np.divide(vectors, lengths, out=vectors, where=lengths > 0)
    return vectors


def opens(*, until: datetime, since: datetime | None = None) -> Opens:
    """What was done with items on each day, weighed by its sign."""
    found: Opens = defaultdict(lambda: defaultdict(float))
    begin = since or until - timedelta(days=POPULAR_DAYS)
    for item, kind, day, count in histories.daily_counts(since=begin, until=until):
        found[day][item] += SIGNS[kind] * count
    return found


def popularity(places: dict[str, int], days: Opens, *, as_of: datetime) -> Floats:
    """float32 [items]: the signs of each day, halved every other day."""
    found = np.zeros(len(places), dtype=np.float32)
    for day in sorted(days):
        weight = 0.5 ** ((as_of.date() - day).days / _HALF_LIFE_DAYS)
        # In one go: a loop over what was opened would keep requests waiting, each time others' clicks are read.
        at = np.array(list(map(places.get, days[day], repeat(-1))), dtype=np.int64)
        signs = np.array(list(days[day].values()), dtype=np.float64)
        found[at[at >= 0]] += (weight * signs[at >= 0]).astype(np.float32)
    popular: NDArray[np.float32] = np.maximum(found, 0.0)
    return popular


def trend(places: dict[str, int], *, as_of: datetime) -> Floats:
    """float32 [items]: the signs of the last two days, halved every six hours."""
    rows = histories.hourly_counts(since=as_of - timedelta(hours=_TREND_HOURS), until=as_of)
    if not rows:
        return np.zeros(len(places), dtype=np.float32)
    items, kinds, hours, counts = zip(*rows, strict=True)
    at = np.array(list(map(places.get, items, repeat(-1))), dtype=np.int64)
    ages = (as_of.timestamp() - np.array([hour.timestamp() for hour in hours])) / 3_600.0
    signs = np.array([SIGNS[kind] for kind in kinds]) * np.array(counts) * 0.5 ** (ages / _HALF_LIFE_HOURS)
    found = np.bincount(at[at >= 0], weights=signs[at >= 0], minlength=len(places))
    return np.asarray(np.maximum(found, 0.0), dtype=np.float32)
