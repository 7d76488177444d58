"""What a layout is: a folder in, rows by kind out."""

import csv
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from django.utils.translation import gettext as _

from shared.errors import InputRefused, refuse

# Each with the number of the row of the file that it is from.
Rows = Iterator[tuple[int, dict[str, Any]]]
# A kind, the file, and what is in it.
Part = tuple[str, Path, Rows]
Layout = Callable[[Path], Iterator[Part]]
# Texts of other tools may be long; the csv module stops at 128 kB.
csv.field_size_limit(16 * 1024 * 1024)
# Go prints a blank before the offset, and the name of the zone behind it.
_GO_ZONE = re.compile(r" ([+-]\d\d:?\d\d)( \S+)?$")


def table(path: Path, *, delimiter: str = ",", names: list[str] | None = None) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its number from 1. Without `names`, the first line has them."""
    quoting: Literal[0, 3] = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, fieldnames=names, delimiter=delimiter, quoting=quoting)
        try:
            for number, row in enumerate(reader, 1):
                if None in row or None in row.values():
                    raise refuse(
                        path.name, _("It has another number of cells than columns."), _("Write it again."), row=number
                    )
                yield number, row
        except UnicodeDecodeError as error:
            raise _not_utf8(path, reader.line_num, error) from error
        except csv.Error as error:
            message = _("It cannot be read (%(error)s).") % {"error": error}
            raise refuse(path.name, message, _("Check its quotes."), row=reader.line_num) from error


def lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each object of a JSONL file with its number from 1; empty lines do not count."""
    number = 0
    with path.open(encoding="utf-8-sig") as file:
        try:
            for line in filter(str.strip, file):
                number += 1
                yield number, _object(line, path, number)
        except UnicodeDecodeError as error:
            raise _not_utf8(path, number + 1, error) from error


def _object(line: str, path: Path, row: int) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise refuse(path.name, _("The line is no JSON object."), _("Write one object a line."), row=row)
    return found


def _not_utf8(path: Path, row: int, error: UnicodeDecodeError) -> InputRefused:
    message = _("Byte %(byte)s is not UTF-8.") % {"byte": f"{error.object[error.start]:#x}"}
    return refuse(path.name, message, _("Save the file as UTF-8."), row=row)


def event(*, user: str, item: str, kind: str, at: datetime, place: Sequence[str] = (), **fields: Any) -> dict[str, Any]:
    """The same line gives the same id, so that a folder can be imported again.

    `place` says where in the file it stands, if one user may do the same to one item several times in a second.
    """
    stamp = _stamp(at)
    name = "\x00".join([user, item, kind, stamp, *place])
    return {
        "id": hashlib.sha256(name.encode()).hexdigest()[:32],
        "user": user,
        "item": item,
        "kind": kind,
        "at": stamp,
    } | fields


def _stamp(at: datetime) -> str:
    try:
        return at.astimezone(UTC).isoformat()
    except OverflowError:
        # Beyond the calendar: the check that follows says so, by its row.
        return at.isoformat()


def seconds(text: str, *, path: Path, row: int) -> datetime:
    try:
        return datetime.fromtimestamp(float(text), tz=UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise refuse(
            f"{path.name}: timestamp",
            _("'%(text)s' is no time.") % {"text": text[:40]},
            _("Write seconds since 1970."),
            row=row,
        ) from error


def moment(text: str, *, path: Path, row: int) -> datetime:
    """ISO 8601, or as Go prints it; without an offset, UTC is meant."""
    try:
        found = datetime.fromisoformat(_GO_ZONE.sub(r"\1", text.strip()).removesuffix(" UTC"))
    except ValueError as error:
        raise refuse(
            f"{path.name}: time", _("'%(text)s' is no time.") % {"text": text[:40]}, _("Write it as ISO 8601."), row=row
        ) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def number_of(text: Any, *, path: Path, row: int, field: str) -> float:
    try:
        return float(text)
    except (TypeError, ValueError) as error:
        raise refuse(
            f"{path.name}: {field}", _("'%(text)s' is no number.") % {"text": str(text)[:40]}, _("Write one."), row=row
        ) from error


def filled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in ("", None, [])}


def find(folder: Path, name: str, *suffixes: str) -> Path | None:
    """The file of the first of the suffixes that is there."""
    return next((path for suffix in suffixes if (path := folder / f"{name}{suffix}").is_file()), None)


def need(path: Path) -> Path:
    if not path.is_file():
        raise refuse(
            "folder",
            _("%(name)s is not in it.") % {"name": path.name},
            _("Name the folder that holds the files of this layout."),
        )
    return path
