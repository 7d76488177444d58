"""One import is one transaction and one batch that can be undone."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from services.support import models
from services.support.actions import remembered
from services.support.actions.records import articles, canned, cases, conversations, examples, intents, pairs
from services.support.actions.records.undoing import withdraw_articles
from shared.uploads.rows import Row, read_rows, refuse_problems, require_columns

Kind = models.ImportBatch.Kind


@dataclass(frozen=True)
class Importer:
    """What a kind of file needs, and how its rows are stored: `store` gives (accepted, unchanged)."""

    columns: set[str]
    store: Callable[[list[Row], models.ImportBatch], tuple[int, int]]


# In the order in which rows may rest on each other.
IMPORTERS: dict[str, Importer] = {
    Kind.INTENTS: Importer({"name", "templates"}, intents.store),
    Kind.KNOWLEDGE: Importer({"key", "title", "text"}, articles.store),
    Kind.CANNED: Importer({"shortcut", "text"}, canned.store),
    Kind.EXAMPLES: Importer({"text"}, examples.store),
    Kind.PAIRS: Importer({"question"}, pairs.store),
    Kind.CONVERSATIONS: Importer({"messages"}, conversations.store),
    Kind.CASES: Importer({"question", "expect"}, cases.store),
}


def import_file(*, kind: str, filename: str, data: bytes, user: Any = None) -> models.ImportBatch:
    """Store all rows, or raise `InputRefused` with every problem by row and field and store none."""
    rows = read_kind(kind, filename=filename, data=data)
    with transaction.atomic():
        batch = store_rows(kind=kind, rows=rows, filename=filename, digest=digest_of(data), user=user)
        # Storing notes problems on its rows; raising here rolls back what was stored.
        refuse_problems(rows)
    return batch


def try_file(*, kind: str, filename: str, data: bytes) -> None:
    """Store and roll back. Raises `InputRefused` as the import itself would."""
    try:
        with transaction.atomic():
            import_file(kind=kind, filename=filename, data=data)
            transaction.set_rollback(True)
    finally:
        remembered.forget_all()


def read_kind(kind: str, *, filename: str, data: bytes) -> list[Row]:
    rows = read_rows(data, filename=filename)
    require_columns(rows, IMPORTERS[kind].columns)
    return rows


def digest_of(data: bytes) -> str:
    """By which a file is known again."""
    return hashlib.sha256(data).hexdigest()


def store_rows(*, kind: str, rows: list[Row], filename: str, digest: str, user: Any = None) -> models.ImportBatch:
    """The caller holds the transaction, and looks for problems on the rows afterwards."""
    batch = models.ImportBatch.objects.create(kind=kind, filename=filename[:300], content_hash=digest, created_by=user)
    batch.accepted, batch.unchanged = IMPORTERS[kind].store(rows, batch)
    batch.save(update_fields=["accepted", "unchanged"])
    return batch


@transaction.atomic
def undo_import(*, batch: models.ImportBatch) -> int:
    """Remove what a batch added. Intents and templates stay: later imports may rest on them.

    Articles are archived, or say again what they said before: what was cited keeps resolving.
    """
    withdrawn = withdraw_articles(batch) if batch.kind == Kind.KNOWLEDGE else 0
    removed, _by_model = batch.delete()
    return removed + withdrawn
