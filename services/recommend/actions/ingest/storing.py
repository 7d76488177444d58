"""Rows into the database, in one transaction, each id once whoever else writes at the same time."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db import transaction

from services.recommend.actions.ingest import tables
from services.recommend.actions.ingest.capping import drop_capped, enforce_cap
from services.recommend.actions.ingest.rows import EVENT_COLUMNS, IMPRESSION_COLUMNS, Conflict, Row, Rows
from services.recommend.models import Event, Impression


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
        events, kept.capped = drop_capped(list(rows.events.values()))
        new = _insert(Event._meta.db_table, EVENT_COLUMNS, events, rows, kept)
        counts: Counter[tuple[str, date]] = Counter((row[1], row[4].date()) for row in events if row[0] in new)
        surplus = enforce_cap(tables.count_up(counts), new=new, events=events, cap=settings.EVENTS_PER_USER_PER_DAY)
        kept.new += len(new) - surplus
        kept.capped += surplus
        shown = list(rows.impressions.values())
        kept.new += len(_insert(Impression._meta.db_table, IMPRESSION_COLUMNS, shown, rows, kept))
    return kept


def _insert(table: str, columns: tuple[str, ...], sent: list[Row], rows: Rows, kept: Kept) -> Collection[str]:
    """The ids that are new; what is kept already is told apart by its digest."""
    # In one order for everybody, so that two writers of the same ids cannot lock each other out.
    ordered = sorted(sent, key=lambda row: str(row[0]))
    new = tables.insert_new(table, columns, ordered)
    if len(new) == len(sent):
        return new
    old = {row[0]: row[-1] for row in sent if row[0] not in new}
    changed = [key for key, digest in tables.digests(table, list(old)) if old[key] != digest]
    kept.conflicts += [Conflict(row=rows.numbers[key], id=key) for key in sorted(changed, key=rows.numbers.__getitem__)]
    kept.duplicates += len(old) - len(changed)
    return new
