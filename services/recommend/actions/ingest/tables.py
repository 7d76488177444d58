"""The few statements that must be quick: whole columns as arrays on PostgreSQL, many rows a statement on SQLite."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection

from services.recommend.actions.ingest.sorts import Day, Row
from services.recommend.models import Activity

_TYPES = {"at": "timestamptz", "value": "float8", "propensity": "float8", "position": "int4", "digest": "int8"}
# SQLite takes at most some 32,000 parameters in a statement.
_SLICE = 500
# Table and column names are our own; every value is a parameter.
_KEEP_FIRST = "ON CONFLICT (id) DO NOTHING RETURNING id"
# What is counted of a user's day, each with its type.
_COUNTED = {"events": "int4", "impressions": "int4", "dropped": "int8"}


def insert_new(table: str, columns: Sequence[str], rows: Sequence[Row]) -> set[str]:
    """Insert the rows whose id is not there, and return those ids."""
    if not rows:
        return set()
    names = ", ".join(f'"{name}"' for name in columns)
    into = f'INSERT INTO "{table}" ({names})'
    if connection.vendor == "postgresql":
        arrays = ", ".join(f"%s::{_TYPES.get(name, 'text')}[]" for name in columns)
        values = [list(column) for column in zip(*rows, strict=True)]
        sql = f"{into} SELECT * FROM unnest({arrays}) {_KEEP_FIRST}"  # noqa: S608
        return {str(key) for (key,) in _run(sql, values)}
    found: set[str] = set()
    for part in _slices(rows):
        plain = [_plain(value) for row in part for value in row]
        found |= {str(key) for (key,) in _run(f"{into} VALUES {_marks(part, len(columns))} {_KEEP_FIRST}", plain)}
    return found


def digests(table: str, ids: Sequence[str]) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for part in _slices(ids):
        found += _run(f'SELECT id, digest FROM "{table}" WHERE id IN {_marks([part], len(part))}', part)  # noqa: S608
    return [(str(key), int(digest)) for key, digest in found]


def delete(table: str, ids: Sequence[str]) -> None:
    for part in _slices(ids):
        with connection.cursor() as cursor:
            cursor.execute(f'DELETE FROM "{table}" WHERE id IN {_marks([part], len(part))}', part)  # noqa: S608


def count_up(counts: Mapping[str, Mapping[Day, int]]) -> dict[str, dict[Day, int]]:
    """Add to the counts of users and days, by column of `Activity`; the totals afterwards, of the days named."""
    # Most bodies add to one of them.
    columns = [name for name in _COUNTED if counts.get(name)]
    totals: dict[str, dict[Day, int]] = {name: {} for name in _COUNTED}
    # In one order for everybody, so that two writers cannot lock each other out.
    days = sorted({day for name in columns for day in counts[name]})
    rows = [(*day, *(counts[name].get(day, 0) for name in columns)) for day in days]
    for user, day, *found in _counted(columns, rows) if rows else ():
        key = str(user), day if isinstance(day, date) else date.fromisoformat(day)
        for name, total in zip(columns, found, strict=True):
            totals[name][key] = int(total)
    return totals


def _counted(columns: Sequence[str], rows: Sequence[Row]) -> list[Any]:
    """The user, the day and each total of every row."""
    others = [name for name in _COUNTED if name not in columns]
    table, names = Activity._meta.db_table, ", ".join([*columns, *others])
    add = ", ".join(f'{name} = "{table}".{name} + excluded.{name}' for name in columns)
    into = f'INSERT INTO "{table}" ("user", day, {names})'
    then = f'ON CONFLICT ("user", day) DO UPDATE SET {add} RETURNING "user", day, {", ".join(columns)}'
    if connection.vendor == "postgresql":
        arrays = ", ".join(f"%s::{kind}[]" for kind in ("text", "date", *map(_COUNTED.__getitem__, columns)))
        values, rest = [list(column) for column in zip(*rows, strict=True)], ", 0" * len(others)
        return _run(f"{into} SELECT *{rest} FROM unnest({arrays}) {then}", values)  # noqa: S608
    found: list[Any] = []
    for part in _slices(rows):
        filled = [(user, day.isoformat(), *counts, *[0] * len(others)) for user, day, *counts in part]
        found += _run(
            f"{into} VALUES {_marks(part, len(filled[0]))} {then}", [value for row in filled for value in row]
        )
    return found


def _run(sql: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _slices(rows: Sequence[Any]) -> Iterator[list[Any]]:
    return (list(rows[start : start + _SLICE]) for start in range(0, len(rows), _SLICE))


def _marks(rows: Sequence[Any], width: int) -> str:
    return ", ".join(["(" + ", ".join(["%s"] * width) + ")"] * len(rows))


def _plain(value: Any) -> Any:
    """SQLite keeps times as Django writes them: UTC, without an offset."""
    return str(value.replace(tzinfo=None)) if hasattr(value, "tzinfo") else value
