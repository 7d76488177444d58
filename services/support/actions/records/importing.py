"""One import is one transaction and one batch that can be undone."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from services.support import models
from services.support.actions.records import cases, conversations, examples, intents, pairs
from shared.uploads.rows import Row, read_rows, refuse_problems, require_columns

Kind = models.ImportBatch.Kind


@dataclass(frozen=True)
class Importer:
    """What a kind of file needs, and how its rows are stored: `store` gives (accepted, unchanged)."""

    columns: set[str]
    store: Callable[[list[Row], models.ImportBatch], tuple[int, int]]


IMPORTERS: dict[str, Importer] = {
    Kind.INTENTS: Importer({"name", "templates"}, intents.store),
    Kind.EXAMPLES: Importer({"text"}, examples.store),
    Kind.PAIRS: Importer({"question"}, pairs.store),
    Kind.CONVERSATIONS: Importer({"messages"}, conversations.store),
    Kind.CASES: Importer({"question", "expect"}, cases.store),
}


def import_file(*, kind: str, filename: str, data: bytes, user: Any = None) -> models.ImportBatch:
    """Store all rows, or raise `InputRefused` with every problem by row and field and store none."""
    rows = read_rows(data, filename=filename)
    importer = IMPORTERS[kind]
    require_columns(rows, importer.columns)
    with transaction.atomic():
        batch = models.ImportBatch.objects.create(
            kind=kind, filename=filename[:300], content_hash=hashlib.sha256(data).hexdigest(), created_by=user
        )
        batch.accepted, batch.unchanged = importer.store(rows, batch)
        # Storing notes problems on its rows; raising here rolls back what was stored.
        refuse_problems(rows)
        batch.save(update_fields=["accepted", "unchanged"])
    return batch


@transaction.atomic
def undo_import(*, batch: models.ImportBatch) -> int:
    """Remove what a batch added. Intents and templates stay: later imports may rest on them."""
    removed, _by_model = batch.delete()
    return removed
