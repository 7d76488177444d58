"""Rows on their way into the database: tuples in the order of the table's columns, each id once."""

from dataclasses import dataclass, field

from services.recommend.actions.ingest.sorts import SORTS, Row, Sort


@dataclass(frozen=True)
class Conflict:
    """An id that is kept with another body; `row` counts from 1 in what was sent."""

    row: int
    id: str


@dataclass
class Sheet:
    """Rows of one sort by id, and their numbers in what was sent."""

    rows: dict[str, Row] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)


@dataclass
class Rows:
    """The first row of an id wins; the same again is a duplicate, another body a conflict.

    Ids are those of a sort: an impression and the click on it may share one, as nothing ever looks for both.
    """

    sheets: dict[Sort, Sheet] = field(default_factory=lambda: {sort: Sheet() for sort in SORTS})
    duplicates: int = 0
    conflicts: list[Conflict] = field(default_factory=list)

    def add(self, sort: Sort, number: int, row: Row) -> None:
        sheet = self.sheets[sort]
        before = sheet.rows.setdefault(row[0], row)
        if before is row:
            sheet.numbers[row[0]] = number
        elif before[-1] == row[-1]:
            self.duplicates += 1
        else:
            self.conflicts.append(Conflict(row=number, id=row[0]))
