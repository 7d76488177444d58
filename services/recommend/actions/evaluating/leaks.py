"""Does what was known at a moment tell what came afterwards? What may say so is looked for, and counted."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings

from modelkit.registry import Registry
from services.recommend import models
from services.recommend.actions.evaluating.windows import HELD_OUT, Window
from services.recommend.actions.ranking.rankers import NAME, Ranker
from services.recommend.queries import histories

OWN_PAST, LATER, UNPUBLISHED = "own past", "later history", "opened before published"
LEARNT, WRITTEN = "learnt from", "written later"


class Leaks:
    """Of windows, one after the other.

    "own past": wanted items that the user had touched before, be it long ago. "later history": deeds behind the
    moment. "opened before published": items whose time of publication lies behind somebody's deed, so that their age
    was another. "learnt from": users and days that the ranker knows from its training. "written later": items whose
    row in the catalogue was written after the first moment; nobody kept what it said before.
    """

    def __init__(self, ranker: Ranker) -> None:
        self._learnt_until = _learnt_until(ranker)
        self._counts: Counter[str] = Counter()
        self._unpublished: set[str] = set()
        self._first: datetime | None = None

    def look(self, window: Window) -> None:
        shelf, moment = window.shelf, window.at.timestamp()
        self._first = min(window.at, self._first or window.at)
        for past in window.histories:
            self._counts[LATER] += sum(deed.at > moment for deed in past.deeds)
            places = [(deed, shelf.places.get(deed.item)) for deed in past.deeds]
            early = {deed.item for deed, place in places if place is not None and deed.at < shelf.published[place]}
            self._unpublished |= early
        self._counts[OWN_PAST] += _had_touched(window)
        if self._learnt_until and window.at < self._learnt_until:
            self._counts[LEARNT] += len(window.histories)

    def found(self, items: Collection[str]) -> dict[str, int]:
        """How often each, where there is any; `items` could have been listed."""
        later = models.Item.objects.filter(updated_at__gt=self._first) if self._first else models.Item.objects.none()
        written = sum(key in items for key in later.values_list("key", flat=True).iterator(chunk_size=10_000))
        told = {**self._counts, UNPUBLISHED: len(self._unpublished), WRITTEN: written}
        return {kind: count for kind, count in told.items() if count}


def _had_touched(window: Window) -> int:
    """Pairs of user and wanted item. Histories are cut, so that what lies far behind is not in them."""
    long = {
        past.user: targets
        for past, targets in zip(window.histories, window.targets, strict=True)
        if len(past.deeds) >= histories.LONGEST or targets & past.items
    }
    rows = models.Event.objects.filter(user__in=long, at__lte=window.at).values_list("user", "item")
    return len({pair for pair in rows.iterator(chunk_size=10_000) if pair[1] in long[pair[0]]})


def _learnt_until(ranker: Ranker) -> datetime | None:
    """The last moment that the version learnt or chose from; None for one that learns nothing."""
    number = ranker.version.removeprefix(f"{NAME}@")
    if number == ranker.version:
        return None
    return Registry(settings.RANKERS_DIR).card(NAME, int(number)).created_at - timedelta(days=HELD_OUT)
