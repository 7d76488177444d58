"""Items and users as programs send and read them. What may be sent in bulk is checked by `actions.catalogue`."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from ninja import Field, Schema

from shared.api.text import PlainText


class ItemFilter(Schema):
    search: PlainText = Field("", max_length=200, description="Part of the title.")
    category: PlainText = Field("", max_length=100)


class ItemOut(Schema):
    key: str
    title: str
    description: str
    tags: list[str]
    language: str
    category: str
    owner: str
    available: bool
    price: Decimal | None
    published_at: datetime | None
    expires_at: datetime | None


class ItemsOut(Schema):
    items: list[ItemOut]
    next_cursor: str | None


class SavedOut(Schema):
    saved: int


class ErasedOut(Schema):
    """How many rows went; none where nothing was known."""

    rows: int


class RowsIn(Schema):
    """Up to 10,000 rows, all or none; each is checked by itself, and what is wrong is named by row and field."""

    rows: list[dict[str, Any]] = Field(min_length=1)
