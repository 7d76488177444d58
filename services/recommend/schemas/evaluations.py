"""What was measured offline, as programs read it."""

from datetime import datetime
from typing import Any

from ninja import Field, Schema

from shared.api.text import PlainText


class EvaluationFilter(Schema):
    protocol: PlainText = Field("", max_length=20, description="rolling-time or off-policy; empty for both.")


class EvaluationOut(Schema):
    """`results` by protocol: in rolling time, by slice, system and metric; off policy, by way.

    `notes` say what the reader should know.
    """

    id: int
    protocol: str
    model_version: str
    users: int
    results: dict[str, Any]
    notes: list[str]
    created_at: datetime


class EvaluationsOut(Schema):
    items: list[EvaluationOut]
    next_cursor: str | None
