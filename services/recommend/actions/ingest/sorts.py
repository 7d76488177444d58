"""The two sorts of rows, each with a table of its own and a cap of its own."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings

from services.recommend.models import Event, Impression

Row = tuple[Any, ...]
Day = tuple[str, date]


# Compared by identity: rows are told apart by it one by one.
@dataclass(frozen=True, eq=False)
class Sort:
    """A row is a tuple in the order of `columns`; `counter` is the column of `Activity` that counts them."""

    model: type[Event] | type[Impression]
    columns: tuple[str, ...]
    counter: str
    setting: str

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def cap(self) -> int:
        """More of one user on one day are a machine's."""
        return int(getattr(settings, self.setting))

    def day(self, row: Row) -> Day:
        return row[1], row[self._at].date()

    @cached_property
    def _at(self) -> int:
        return self.columns.index("at")


EVENTS = Sort(
    model=Event,
    columns=("id", "user", "item", "kind", "at", "value", "surface", "request", "digest"),
    counter="events",
    setting="EVENTS_PER_USER_PER_DAY",
)
IMPRESSIONS = Sort(
    model=Impression,
    columns=("id", "user", "item", "at", "position", "propensity", "surface", "request", "digest"),
    counter="impressions",
    setting="IMPRESSIONS_PER_USER_PER_DAY",
)
SORTS = (EVENTS, IMPRESSIONS)
