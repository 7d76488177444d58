"""Rows into the database, in one transaction, each id once whoever else writes at the same time."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from services.recommend.actions.ingest import tables
from services.recommend.actions.ingest.capping import drop_capped, enforce_cap
from services.recommend.actions.ingest.rows import Conflict, Rows, Sheet
from services.recommend.actions.ingest.sorts import SORTS, Row, Sort


@dataclass
class Kept:
    """What became of the rows sent. `capped` came beyond what a person does in a day, and are counted only."""

    new: int = 0
    duplicates: int = 0
    capped: int = 0
    conflicts: list[Conflict] = field(default_factory=list)


def keep_rows(rows: Rows) -> Kept:
    """Sent again, rows change nothing: duplicates are counted, conflicts named, and the first of an id stays."""
    kept = Kept(duplicates=rows.duplicates, conflicts=list(rows.conflicts))
    with transaction.atomic():
        sent, dropped = drop_capped({sort: list(sheet.rows.values()) for sort, sheet in rows.sheets.items()})
        new = {sort: _insert(sort, sent[sort], rows.sheets[sort], kept) for sort in SORTS}
        added = {sort.counter: Counter(sort.day(row) for row in sent[sort] if row[0] in new[sort]) for sort in SORTS}
        # All counts in one statement, in one order of users and days: two would lock writers out of each other's.
        totals = tables.count_up(added | {"dropped": dropped})
        surplus = sum(enforce_cap(sort, sent[sort], new=new[sort], totals=totals[sort.counter]) for sort in SORTS)
        kept.new += sum(map(len, new.values())) - surplus
        kept.capped += dropped.total() + surplus
    return kept


def _insert(sort: Sort, sent: Sequence[Row], sheet: Sheet, kept: Kept) -> Collection[str]:
    """The ids that are new; what is kept already is told apart by its digest."""
    # In one order for everybody, so that two writers of the same ids cannot lock each other out.
    ordered = sorted(sent, key=lambda row: str(row[0]))
    new = tables.insert_new(sort.table, sort.columns, ordered)
    if len(new) == len(sent):
        return new
    old = {row[0]: row[-1] for row in sent if row[0] not in new}
    changed = [key for key, digest in tables.digests(sort.table, list(old)) if old[key] != digest]
    numbers = sheet.numbers
    kept.conflicts += [Conflict(row=numbers[key], id=key) for key in sorted(changed, key=numbers.__getitem__)]
    kept.duplicates += len(old) - len(changed)
    return new
