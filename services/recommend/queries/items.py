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
    """Of the last month, machines left out. `users` opened it; `warm` when behaviour alone could recommend it."""

    shown: int
    users: int
    by_kind: dict[str, int]
    lists: int
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
    lists = models.UserList.objects.filter(generation__state="current").values_list("items", flat=True)
    return Life(
        shown=of_people(models.Impression.objects.filter(item=item.key, at__gt=since)).count(),
        users=events.order_by().values("user").distinct().count(),
        by_kind=dict(events.order_by().values_list("kind").annotate(count=Count("pk"))),
        lists=sum(item.key in items[:10] for items in lists.iterator(chunk_size=2_000)),
        has_vector=models.ItemVector.objects.filter(item=item.key).exists(),
    )
