"""What pages tell of a generation, counted once: they share their threads with requests for lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.recommend import models
from services.recommend.queries import catalogue, first_tens


@dataclass(frozen=True)
class Counts:
    """`lists`: in how many first tens each item stands. Shares and moments are None where nothing tells them."""

    lists: dict[str, int]
    coverage: float | None
    median_published_at: datetime | None

    @classmethod
    def of(cls, generation: models.Generation, *, now: datetime) -> "Counts":
        lists = first_tens.counted(generation)
        live = dict(catalogue.live_items(now=now).values_list("key", "published_at"))
        coverage = len(lists.keys() & live.keys()) / len(live) if live else None
        dated = [(at, count) for key, count in lists.items() if (at := live.get(key))]
        return cls(lists, coverage, _median(dated))

    def store(self, generation: models.Generation) -> None:
        """In the transaction of the caller, who saves the generation."""
        generation.coverage, generation.median_published_at = self.coverage, self.median_published_at
        rows = (models.ListedItem(generation=generation, item=item, lists=count) for item, count in self.lists.items())
        models.ListedItem.objects.bulk_create(rows, batch_size=5_000)


def _median(dated: Iterable[tuple[datetime, int]]) -> datetime | None:
    """The moment in the middle, the latest first, each as often as it is counted."""
    ordered = sorted(dated, reverse=True)
    left = sum(count for _at, count in ordered) // 2
    for at, count in ordered:
        left -= count
        if left < 0:
            return at
    return None
