"""Rows on their way into the database: tuples in the order of the table's columns, each id once."""

from dataclasses import dataclass, field
from typing import Any

Row = tuple[Any, ...]

EVENT_COLUMNS = ("id", "user", "item", "kind", "at", "value", "surface", "request", "digest")
IMPRESSION_COLUMNS = ("id", "user", "item", "at", "position", "propensity", "surface", "request", "digest")


@dataclass(frozen=True)
class Conflict:
    """An id that is kept with another body; `row` counts from 1 in what was sent."""

    row: int
    id: str


@dataclass
class Rows:
    """The first row of an id wins; the same again is a duplicate, another body a conflict."""

    events: dict[str, Row] = field(default_factory=dict)
    impressions: dict[str, Row] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    duplicates: int = 0
    conflicts: list[Conflict] = field(default_factory=list)

    def add_event(self, number: int, row: Row) -> None:
        self._add(self.events, number, row)

    def add_impression(self, number: int, row: Row) -> None:
        self._add(self.impressions, number, row)

    def _add(self, kept: dict[str, Row], number: int, row: Row) -> None:
        before = kept.setdefault(row[0], row)
        if before is row:
            self.numbers[row[0]] = number
        elif before[-1] == row[-1]:
            self.duplicates += 1
        else:
            self.conflicts.append(Conflict(row=number, id=row[0]))
