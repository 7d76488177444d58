"""Records before they are imported: templates and articles change answers before the next training."""

from collections.abc import Mapping
from typing import Any, Unpack

from django.db import transaction

from services.support import models
from services.support.actions import remembered
from services.support.actions.documents.parsers.base import ParsedDocument
from services.support.actions.gate import By, Outcome, Verdict, changes, guard, watched
from services.support.actions.gate.asking import Trial
from services.support.actions.records import articles, intents
from services.support.actions.records.importing import read_kind
from services.support.actions.records.undoing import withdrawn
from services.support.queries import answers
from shared.uploads.rows import Row, refuse_problems

Kind = models.ImportBatch.Kind
_WHAT = {Kind.INTENTS: "templates", Kind.KNOWLEDGE: "articles"}


def is_judged(kind: str) -> bool:
    """Whether records of this kind change answers as soon as they are in."""
    return kind in _WHAT


def is_undo_judged(kind: str) -> bool:
    """Whether answers lose anything when an import of this kind is taken back: intents and templates stay."""
    return kind == Kind.KNOWLEDGE


def judge_import(*, kind: str, filename: str, data: bytes, **by: Unpack[By]) -> Verdict:
    """Raises `ChangeHeld`; and `InputRefused`, as the import itself would."""
    if kind not in _WHAT:
        return Verdict(cases=0)
    return judge_rows({kind: read_kind(kind, filename=filename, data=data)}, **by)


def judge_rows(rows: Mapping[str, list[Row]], **by: Unpack[By]) -> Verdict:
    """Rows of several kinds, as they would stand together. Raises `ChangeHeld` and `InputRefused`."""
    judged = {kind: rows[kind] for kind in _WHAT if rows.get(kind)}
    if not judged:
        return Verdict(cases=0)
    changed: set[str] = set()

    def trial() -> Trial:
        found: dict[remembered.Remembered[Any], Any] = {}
        if Kind.INTENTS in judged:
            now, then = remembered.replies(), _as_imported(copies(judged[Kind.INTENTS]))
            changed.update(key[0] for key in {*now, *then} if now.get(key) != then.get(key))
            found[remembered.replies] = then
        if Kind.KNOWLEDGE in judged:
            written = _written(copies(judged[Kind.KNOWLEDGE]))
            found.update(changes.articles(written, progress=watched(by, "passages")))
        return found

    def touched(_case: models.EvaluationCase, outcome: Outcome) -> bool:
        return outcome.intent in changed or (Kind.KNOWLEDGE in judged and changes.by_sources(outcome))

    what = "records" if len(judged) > 1 else _WHAT[Kind(next(iter(judged)))]
    return guard(what=what, trial=trial, touched=touched, **by)


def judge_undo(batch: models.ImportBatch, **by: Unpack[By]) -> Verdict:
    """Raises `ChangeHeld`."""
    if not is_undo_judged(batch.kind):
        return Verdict(cases=0)
    gone, earlier = withdrawn(batch)
    return guard(
        what="import_undone",
        trial=lambda: changes.articles(earlier, archived=gone, progress=watched(by, "passages")),
        touched=lambda _case, outcome: changes.by_sources(outcome),
        **by,
    )


def copies(rows: list[Row]) -> list[Row]:
    """To be tried: what a trial notes on them is not said twice."""
    return [Row(row.number, row.fields, list(row.problems)) for row in rows]


def _as_imported(rows: list[Row]) -> dict[tuple[str, str], list[answers.Reply]]:
    """The templates as they would stand: brought in, read, and rolled back."""
    try:
        with transaction.atomic():
            intents.store(rows, models.ImportBatch(kind=Kind.INTENTS))
            refuse_problems(rows)
            found = answers.replies()
            transaction.set_rollback(True)
    finally:
        remembered.replies.forget()
    return found


def _written(rows: list[Row]) -> list[tuple[str, ParsedDocument]]:
    """What would be cited; a row with a problem is refused by the import."""
    found = [articles.article_of(row) for row in rows if not articles.is_archived(row)]
    refuse_problems(rows)
    return found
