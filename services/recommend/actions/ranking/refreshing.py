"""The shelf a little later: what changed is read, and the rest is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from services.recommend import models
from services.recommend.actions.ranking.loading import (
    Columns,
    Opens,
    Packed,
    columns,
    load_shelf,
    opens,
    popularity,
    spread,
    trend,
    unpack,
)
from services.recommend.actions.ranking.shelf import Codes, Places, Shelf
from services.recommend.queries import catalogue
from services.recommend.queries.writes import SeenWrites, seen_writes, writes_since

Cell = TypeVar("Cell", bound=np.generic)

# What changed so shortly before the last look is read again; what is older and came since is told by its write.
_LATE = timedelta(minutes=1)
# More than this is read as a whole, which also takes out what is no longer there.
_MANY = 20_000
_ANEW_SECONDS = 3_600.0


@dataclass(frozen=True)
class Seen:
    """A shelf, and up to where what it is made of was seen. `loaded` is when all of it was read."""

    shelf: Shelf
    days: Opens
    changes: catalogue.Changes
    writes: SeenWrites
    at: datetime
    loaded: datetime

    def is_behind(self, changes: catalogue.Changes, now: datetime) -> bool:
        """Items or vectors changed, or a minute has passed, in which others opened things and time went by."""
        return changes != self.changes or int(now.timestamp() // 60) != int(self.at.timestamp() // 60)


def see(*, now: datetime) -> Seen:
    changes, writes, days = catalogue.changes(), seen_writes(), opens(until=now)
    return Seen(load_shelf(as_of=now, days=days), days, changes, writes, now, now)


def see_again(seen: Seen, *, now: datetime) -> Seen:
    """Items that were deleted stay until everything is read again; one that is not available is seen at once."""
    changes, (writes, stamps) = catalogue.changes(), writes_since(seen.writes)
    items, vectors = _changed(since=seen.at, stamps=stamps)
    grown = items.count() + vectors.count()
    if grown > _MANY or (now - seen.loaded).total_seconds() > _ANEW_SECONDS or now.date() != seen.at.date():
        return see(now=now)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    days = {**seen.days, **opens(until=now, since=midnight - timedelta(microseconds=1))}
    changed = columns(items)
    rows = list(vectors.values_list("item", "vector"))
    shelf = _with_vectors(_with_items(seen.shelf, changed), rows)
    popular, trending = popularity(shelf.places, days, as_of=now), trend(shelf.places, as_of=now)
    shelf = replace(shelf, popularity=popular, trend=trending, as_of=now.timestamp())
    return replace(seen, shelf=shelf, days=days, changes=changes, writes=writes, at=now)


def _changed(*, since: datetime, stamps: Sequence[datetime]) -> tuple[catalogue.Items, catalogue.Vectors]:
    """By the time of the last look, not of the last change: what came in one go is not read again every minute.

    With these stamps also from before: a transaction may end long after one that began later.
    """
    lately, late = since - _LATE, [stamp for stamp in stamps if stamp <= since - _LATE]
    items = models.Item.objects.filter(Q(updated_at__gt=lately) | Q(updated_at__in=late))
    vectors = models.ItemVector.objects.filter(Q(read_at__gt=lately) | Q(read_at__in=late))
    return items.order_by("key"), vectors.order_by("item")


def _with_items(shelf: Shelf, changed: Columns) -> Shelf:
    if not changed.keys:
        return shelf
    new = [key for key in changed.keys if key not in shelf.places]
    places = {**shelf.places, **{key: len(shelf) + number for number, key in enumerate(new)}}
    rows = np.array([places[key] for key in changed.keys], dtype=np.int64)
    return replace(
        shelf,
        keys=shelf.keys + new,
        places=places,
        # Copying every vector for another price would be the slowest step of all.
        vectors=_longer(shelf.vectors, len(places)) if new else shelf.vectors,
        price=_put(_longer(shelf.price, len(places)), rows, changed.price),
        available=_put(_longer(shelf.available, len(places)), rows, changed.available),
        published=_put(_longer(shelf.published, len(places)), rows, changed.published),
        expires=_put(_longer(shelf.expires, len(places)), rows, changed.expires),
        category=_recoded(shelf.category, len(places), rows, changed.category),
        language=_recoded(shelf.language, len(places), rows, changed.language),
        owner=_recoded(shelf.owner, len(places), rows, changed.owner),
    )


def _with_vectors(shelf: Shelf, rows: list[Packed]) -> Shelf:
    keys, found = unpack([row for row in rows if row[0] in shelf.places], shelf.vectors.shape[1])
    told = spread(found, shelf.mean)
    places = np.array([shelf.places[key] for key in keys], dtype=np.int64)
    moved = np.any(shelf.vectors[places] != told, axis=1)
    if not moved.any():
        return shelf
    vectors = _put(shelf.vectors.copy(), places[moved], told[moved])
    return replace(shelf, vectors=vectors, nearest=shelf.nearest.changed(places[moved]))


def _longer(values: NDArray[Cell], length: int) -> NDArray[Cell]:
    """The same rows and, behind them, empty ones; always a copy."""
    longer = np.zeros((length, *values.shape[1:]), dtype=values.dtype)
    longer[: len(values)] = values
    return longer


def _put(values: NDArray[Cell], places: Places, new: NDArray[Cell]) -> NDArray[Cell]:
    values[places] = new
    return values


def _recoded(codes: Codes, length: int, places: Places, values: list[str]) -> Codes:
    names = dict(codes.names)
    numbers = [names.setdefault(value, len(names)) for value in values]
    return Codes.numbered(names, _put(_longer(codes.codes, length), places, np.array(numbers, dtype=np.int64)))
