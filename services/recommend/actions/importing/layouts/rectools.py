"""RecTools' interactions: interactions.csv or .parquet with user_id, item_id, weight, datetime; items.csv beside it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from modelkit.data.tables import read_rows
from services.recommend.actions.importing.layouts.base import Rows, event, filled, find, moment, number_of
from shared.errors import refuse

_SUFFIXES = (".parquet", ".csv")


def read(folder: Path) -> Iterator[tuple[str, Rows]]:
    items = find(folder, "items", *_SUFFIXES)
    if items:
        yield "items", _items(items)
    interactions = find(folder, "interactions", *_SUFFIXES)
    if interactions is None:
        raise refuse(
            "folder", _("There is no interactions.csv or .parquet in it."), _("Name the folder that holds it.")
        )
    yield "events", _events(interactions)


def _items(path: Path) -> Rows:
    for _number, row in read_rows(path):
        yield filled(
            {
                "key": _key(row, "item_id"),
                "title": str(row.get("title") or "")[:500],
                "description": str(row.get("description") or ""),
                "category": str(row.get("category") or ""),
            }
        )


def _events(path: Path) -> Rows:
    for number, row in read_rows(path):
        weight = number_of(row.get("weight") or 1.0, path=path, row=number, field="weight")
        kind = "click" if weight > 0 else "dismiss"
        at = _time(row.get("datetime"), path, number)
        yield event(user=_key(row, "user_id"), item=_key(row, "item_id"), kind=kind, at=at)


def _key(row: Mapping[str, Any], name: str) -> str:
    """An empty cell names nobody."""
    value = row.get(name)
    return "" if value is None else str(value)


def _time(value: Any, path: Path, row: int) -> datetime:
    """Its own frames have times without a zone."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return moment(str(value or ""), path=path, row=row)
