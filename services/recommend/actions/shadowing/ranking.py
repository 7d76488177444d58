"""Both versions rank a watched request again, on one shelf, by what was known when it was asked."""

from datetime import timedelta

from django.utils import timezone

from modelkit.errors import ModelNotFound
from services.recommend import models
from services.recommend.actions.ranking import Shelf, choose, current_shelf
from services.recommend.actions.ranking.rankers import version_named
from services.recommend.actions.ranking.rules import rules_of
from services.recommend.queries import shadows
from services.recommend.queries.histories import History, history

DEPTH = 10
_KEPT = timedelta(days=shadows.DAYS)


def rank_waiting(*, limit: int = 200) -> int:
    """How many requests were ranked; those that have been told of long enough go."""
    models.Shadowed.objects.filter(at__lt=timezone.now() - _KEPT).delete()
    waiting = list(models.Shadowed.objects.filter(shadow_items__isnull=True).order_by("at")[:limit])
    shelf = current_shelf() if waiting else None
    for row in waiting:
        if shelf is not None:
            _rank(shelf, row)
    return len(waiting)


def _rank(shelf: Shelf, row: models.Shadowed) -> None:
    past = history(row.user, until=row.at)
    try:
        row.live_items, row.shadow_items = (_listed(shelf, past, row.surface, one) for one in (row.live, row.shadow))
    except ModelNotFound:
        # The version is gone, and with it what there was to learn.
        row.delete()
        return
    # Somebody may have been erased meanwhile: a row that is gone must not come back.
    models.Shadowed.objects.filter(pk=row.pk).update(live_items=row.live_items, shadow_items=row.shadow_items)


def _listed(shelf: Shelf, past: History, surface: str, version: str) -> list[str]:
    ranker = version_named(version)
    rules = rules_of(surface, ranker)
    return [pick.item for pick in choose(shelf, [past], ranker, count=DEPTH, rules=rules, reasons=False)[0]]
