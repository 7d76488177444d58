"""Cursor paging: the next page starts after the last row seen, however many rows came in meanwhile."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet
from ninja import Field, Schema
from ninja.errors import ValidationError

PAGE_SIZE = 50
MAX_PAGE_SIZE = 200
_SALT = "shared.api.paging"
Row = TypeVar("Row", bound=Model)


class PageIn(Schema):
    """Take it as `page: Query[PageIn]`."""

    cursor: str = Field("", description="`next_cursor` of the page before; empty for the first page.")
    limit: int = Field(PAGE_SIZE, ge=1, le=MAX_PAGE_SIZE)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Answer with a schema of the fields `items` and `next_cursor`."""

    items: list[Row]
    next_cursor: str | None


def cut_page(rows: QuerySet[Row], *, page: PageIn, order: str = "-pk") -> Page[Row]:
    """Order by one field, and by primary key where that field is equal."""
    field, sign = order.lstrip("-"), "-" if order.startswith("-") else ""
    if page.cursor:
        rows = rows.filter(_after(field, sign, _read(page.cursor, order)))
    found = list(rows.order_by(f"{sign}{field}", f"{sign}pk")[: page.limit + 1])
    items = found[: page.limit]
    more = len(found) > page.limit
    return Page(items=items, next_cursor=_write(items[-1], field, order) if more else None)


def _after(field: str, sign: str, position: list[str]) -> Q:
    comparison = "lt" if sign else "gt"
    value, pk = position
    beyond = Q(**{f"{field}__{comparison}": value})
    return beyond | Q(**{field: value, f"pk__{comparison}": pk})


def _write(row: Model, field: str, order: str) -> str:
    value = getattr(row, field)
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return signing.dumps([order, text, str(row.pk)], salt=_SALT)


def _read(cursor: str, order: str) -> list[str]:
    """Signed, so that nobody can make the database compare a field with something of another type."""
    position: list[str]
    try:
        written_for, *position = signing.loads(cursor, salt=_SALT)
    except signing.BadSignature:
        written_for, position = "", []
    if written_for != order:
        raise ValidationError([{"loc": ("query", "cursor"), "msg": "Use the next_cursor of a page, unchanged."}])
    return position
