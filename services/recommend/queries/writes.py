"""Which writes to the catalogue were seen, and which came since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from services.recommend import models

# Of those that began before the first that is kept, so many may still be open.
_OPEN = 100


@dataclass(frozen=True)
class SeenWrites:
    """Up to the `newest` number all are seen but the `missing`: begun earlier, they may end later, or never."""

    newest: int
    missing: frozenset[int]


def seen_writes() -> SeenWrites:
    """Read before the rows themselves: what is written meanwhile is read twice, not never."""
    found = set(models.CatalogueWrite.objects.values_list("pk", flat=True))
    newest = max(found, default=0)
    first = max(1, min(found, default=0) - _OPEN)
    return SeenWrites(newest, _gaps(range(first, newest), found))


def writes_since(seen: SeenWrites) -> tuple[SeenWrites, list[datetime]]:
    """What is seen by now, and the stamps of what came since, however old they are."""
    rows = models.CatalogueWrite.objects.filter(Q(pk__gt=seen.newest) | Q(pk__in=seen.missing))
    found = dict(rows.values_list("pk", "stamp"))
    newest = max([seen.newest, *found])
    missing = _gaps([*seen.missing, *range(seen.newest + 1, newest)], found.keys())
    return SeenWrites(newest, missing), list(found.values())


def _gaps(numbers: Iterable[int], found: Iterable[int]) -> frozenset[int]:
    return frozenset(numbers).difference(found)
