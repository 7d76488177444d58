"""Subjects that nobody knew, as programs read them."""

from datetime import datetime
from typing import Literal

from ninja import Schema

from services.support import models


class GapFilter(Schema):
    show: Literal["", "open", "drafted", "answered", "dismissed"] = ""


class GapOut(Schema):
    """`recent` and `earlier` are times asked in the last seven days and in the seven before. Questions are masked."""

    id: int
    words: list[str]
    size: int
    recent: int
    earlier: int
    answered: bool
    dismissed: bool
    questions: list[str]
    asked_at: datetime

    @staticmethod
    def resolve_dismissed(row: models.Gap) -> bool:
        return row.dismissed_at is not None

    @staticmethod
    def resolve_questions(row: models.Gap) -> list[str]:
        nearest: list[models.GapQuestion] = getattr(row, "nearest", [])
        return [one.trace.text for one in nearest]


class GapsOut(Schema):
    items: list[GapOut]
    next_cursor: str | None
