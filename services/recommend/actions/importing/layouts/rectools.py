"""RecTools' interactions: interactions.csv or .parquet with user_id, item_id, weight, datetime; items.csv beside it.

A weight above 0 is a click, any other a dismissal.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from math import isnan
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from modelkit.data.tables import read_rows
from services.recommend.actions.importing.layouts.base import Part, Rows, event, filled, find, moment, number_of
from shared.errors import refuse

_SUFFIXES = (".parquet", ".csv")


def read(folder: Path) -> Iterator[Part]:
    items = find(folder, "items", *_SUFFIXES)
    if items:
        yield "items", items, _items(items)
    interactions = find(folder, "interactions", *_SUFFIXES)
    if interactions is None:
        raise refuse(
            "folder", _("There is no interactions.csv or .parquet in it."), _("Name the folder that holds it.")
        )
    yield "events", interactions, _events(interactions)


def _items(path: Path) -> Rows:
    for number, row in read_rows(path):
        yield (
            number,
            filled(
                {
                    "key": _key(row, "item_id"),
                    "title": str(row.get("title") or "")[:500],
                    "description": str(row.get("description") or ""),
                    "category": str(row.get("category") or ""),
                }
            ),
        )


def _events(path: Path) -> Rows:
    for number, row in read_rows(path):
        kind = "dismiss" if _weight(row.get("weight"), path, number) <= 0 else "click"
        at = _time(row.get("datetime"), path, number)
        yield number, event(user=_key(row, "user_id"), item=_key(row, "item_id"), kind=kind, at=at)


def _weight(value: Any, path: Path, row: int) -> float:
    """Empty cells of CSV are none in Parquet, or no number at all; nothing said is a weight of 1."""
    found = 1.0 if value is None or value == "" else number_of(value, path=path, row=row, field="weight")
    return 1.0 if isnan(found) else found


def _key(row: Mapping[str, Any], name: str) -> str:
    """An empty cell names nobody."""
    value = row.get(name)
    return "" if value is None else str(value)


def _time(value: Any, path: Path, row: int) -> datetime:
    """Its own frames have times without a zone."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return moment(str(value or ""), path=path, row=row)
