"""One item's life: who saw it, who opened it, whether it is still new."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from services.recommend import models
from services.recommend.queries.machines import of_people

# With fewer opens than this, behaviour says little: the item lives on its text.
WARM = 10


@dataclass(frozen=True)
class Life:
    """Of the last month, machines left out. `users` opened it; `warm` when behaviour alone could recommend it.

    `lists`: in how many of the published first tens it stands; None where they are from before that was kept.
    """

    shown: int
    users: int
    by_kind: dict[str, int]
    lists: int | None
    has_vector: bool

    @property
    def clicks(self) -> int:
        return self.by_kind.get("click", 0)

    @property
    def click_share(self) -> float | None:
        return self.clicks / self.shown if self.shown else None

    @property
    def warm(self) -> bool:
        return self.clicks >= WARM


def life(item: models.Item, *, now: datetime) -> Life:
    since = now - timedelta(days=30)
    events = of_people(models.Event.objects.filter(item=item.key, at__gt=since))
    return Life(
        shown=of_people(models.Impression.objects.filter(item=item.key, at__gt=since)).count(),
        users=events.order_by().values("user").distinct().count(),
        by_kind=dict(events.order_by().values_list("kind").annotate(count=Count("pk"))),
        lists=_lists(item.key),
        has_vector=models.ItemVector.objects.filter(item=item.key).exists(),
    )


def _lists(key: str) -> int | None:
    generation = models.Generation.objects.filter(state="current").first()
    if generation is None:
        return 0
    if generation.coverage is None:
        return None
    return generation.listed_items.filter(item=key).values_list("lists", flat=True).first() or 0
