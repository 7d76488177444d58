"""Take what a file holds: all of it, or all but the rows that somebody has seen are wrong; else nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from services.support import models
from services.support.actions import remembered
from services.support.actions.desks.choosing import Choice, Opened, open_file
from services.support.actions.records.importing import IMPORTERS, digest_of, store_rows
from services.support.actions.records.judging import copies, is_judged, judge_rows
from shared.audit import actions as audit
from shared.errors import InputRefused, Problem, refuse
from shared.uploads.rows import MAX_PROBLEMS, Row

Rows = Mapping[str, list[Row]]
# A row may rest on one that is left out.
_PASSES = 5


@dataclass(frozen=True)
class Brought:
    """What came of it: a batch for each kind, each of which can be undone."""

    layout: str
    batches: list[models.ImportBatch]
    left: dict[str, int] = field(default_factory=dict)

    @property
    def accepted(self) -> int:
        return sum(batch.accepted for batch in self.batches)

    @property
    def unchanged(self) -> int:
        return sum(batch.unchanged for batch in self.batches)

    def holds(self, kind: str) -> bool:
        return any(batch.kind == kind and batch.accepted for batch in self.batches)


@dataclass(frozen=True)
class Load:
    """What is to be taken of a file, by kind: its good rows, and how much was left out, by its reason."""

    filename: str
    digest: str
    layout: str
    rows: Rows
    left: dict[str, int] = field(default_factory=dict)

    def holds(self, kind: str) -> bool:
        return bool(self.rows.get(kind))

    @property
    def is_judged(self) -> bool:
        """Whether any of it changes answers as soon as it is in."""
        return any(self.holds(kind) and is_judged(kind) for kind in self.rows)


def bring(
    *, filename: str, data: bytes, choice: Choice, user: Any = None, force: bool = False, actor: object = "system"
) -> Brought:
    """Raises `InputRefused` with every problem, and `ChangeHeld` where the company's cases would be answered worse."""
    load = read_load(filename=filename, data=data, choice=choice)
    judge_rows(load.rows, force=force, actor=actor)
    return take(load, user=user, actor=actor)


def read_load(*, filename: str, data: bytes, choice: Choice) -> Load:
    """Raises `InputRefused` with all that is wrong with the rows by themselves."""
    opened = open_file(filename=filename, data=data, choice=choice)
    load = load_of(opened, choice)
    if choice.without_bad:
        load = _good(load)
    if not any(load.rows.values()):
        raise refuse("file", _("There is nothing to bring in."), _("Look at what was left out, and why."))
    refuse_rows(load.rows)
    return load


def load_of(opened: Opened, choice: Choice) -> Load:
    """By kind, in the order in which they may rest on each other."""
    found = opened.found.rows
    rows = {kind: found[kind] for kind in IMPORTERS if found.get(kind) and kind not in choice.left_out}
    return Load(opened.filename, digest_of(opened.data), opened.layout.name, rows, dict(opened.found.left))


def take(load: Load, *, user: Any = None, actor: object = "system") -> Brought:
    """Raises `InputRefused` with all that is wrong with them here and now, and keeps nothing then."""
    with transaction.atomic():
        batches = _store(load, load.rows, user=user)
        refuse_rows(load.rows)
        for batch in batches:
            told = {"kind": batch.kind, "accepted": batch.accepted, "layout": load.layout}
            audit.record(actor=actor, action="records_imported", target=batch, **told)
    remembered.forget_all()
    return Brought(load.layout, batches, load.left)


def try_out(load: Load) -> tuple[dict[str, list[Row]], list[models.ImportBatch]]:
    """Stored and rolled back: the rows with all that is wrong with them, and what would have come in."""
    tried = {kind: copies(kept) for kind, kept in load.rows.items()}
    try:
        with transaction.atomic():
            batches = _store(load, tried)
            transaction.set_rollback(True)
    finally:
        remembered.forget_all()
    return tried, batches


def problems_of(rows: Rows) -> list[Problem]:
    """All of them. Where a file holds several kinds, each field is named with its own."""
    return [
        Problem(f"{kind}: {one.field}" if len(rows) > 1 else one.field, one.message, one.remedy, one.row)
        for kind, kept in rows.items()
        for row in kept
        for one in row.problems
    ]


def refuse_rows(rows: Rows) -> None:
    if problems := problems_of(rows):
        raise InputRefused(problems[:MAX_PROBLEMS])


def _store(load: Load, rows: Rows, *, user: Any = None) -> list[models.ImportBatch]:
    """The caller holds the transaction. Rows that could not be read are not stored."""
    by: dict[str, Any] = {"filename": load.filename, "digest": load.digest, "user": user}
    return [store_rows(kind=kind, rows=[row for row in kept if not row.problems], **by) for kind, kept in rows.items()]


def _good(load: Load) -> Load:
    """Without the rows that cannot be stored."""
    count = 0
    for _pass in range(_PASSES):
        tried, _batches = try_out(load)
        bad = {kind: {row.number for row in kept if row.problems} for kind, kept in tried.items()}
        if not any(bad.values()):
            break
        count += sum(len(numbers) for numbers in bad.values())
        rows = {kind: [row for row in kept if row.number not in bad[kind]] for kind, kept in load.rows.items()}
        load = replace(load, rows={kind: kept for kind, kept in rows.items() if kept})
    return replace(load, left={**load.left, _("rows with something wrong"): count}) if count else load
