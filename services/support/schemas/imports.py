"""Imports of records as programs send, list and undo them."""

from datetime import datetime

from ninja import Schema

from services.support import models


class ImportOut(Schema):
    """One file that came in whole. `unchanged` rows were known already."""

    id: int
    kind: str
    filename: str
    accepted: int
    unchanged: int
    created_by: str | None
    created_at: datetime

    @staticmethod
    def resolve_created_by(row: models.ImportBatch) -> str | None:
        return row.created_by.get_username() if row.created_by else None


class ImportsOut(Schema):
    items: list[ImportOut]
    next_cursor: str | None


class UndoneOut(Schema):
    """How many rows went, the import's own included."""

    removed: int
