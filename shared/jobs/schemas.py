"""Background work as programs watch it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from shared.api.text import PlainText


class JobFilter(Schema):
    kind: PlainText = Field("", max_length=60)


class JobOut(Schema):
    """`percent` is null until the whole is known; `result` is what the work came to."""

    id: UUID
    kind: str
    state: str
    stage: str
    percent: int | None
    message: str
    result: dict[str, Any]
    error: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class JobsOut(Schema):
    items: list[JobOut]
    next_cursor: str | None
