"""What came of a submission, in codes and counts; pages and programs find their own words."""

from typing import Any

from services.support import models
from services.support.actions.documents import IngestResult
from shared.errors import InputRefused


def refused(filename: str, refusal: InputRefused) -> dict[str, Any]:
    return {"filename": filename, "state": "refused", "problems": [one.as_dict() for one in refusal.problems]}


def article(filename: str, result: IngestResult) -> dict[str, Any]:
    return {
        "filename": filename,
        "state": "new" if result.created else "changed" if result.changed else "unchanged",
        "document": result.document.pk,
        "added": result.added_chunks,
        "retired": result.retired_chunks,
        "kept": result.kept_chunks,
        "problems": [one.as_dict() for one in result.warnings],
    }


def records(batch: models.ImportBatch) -> dict[str, Any]:
    return {
        "filename": batch.filename,
        "state": "new" if batch.accepted else "unchanged",
        "import": batch.pk,
        "kind": batch.kind,
        "accepted": batch.accepted,
        "unchanged": batch.unchanged,
        "problems": [],
    }


def undone(batch: models.ImportBatch, removed: int) -> dict[str, Any]:
    return {**changed(batch.filename), "removed": removed}


def changed(name: str, *, is_new: bool = False) -> dict[str, Any]:
    return {"filename": name, "state": "new" if is_new else "changed", "problems": []}


def document(row: models.Document) -> dict[str, Any]:
    return {**changed(row.title), "document": row.pk}
