"""Read CSV, JSONL or a JSON list as numbered rows of fields."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from shared.errors import InputRefused, Problem, refuse, unknown
from shared.uploads.files import decode

MAX_ROWS = 200_000
MAX_PROBLEMS = 100
_YES, _NO = ("true", "yes", "1"), ("false", "no", "0")
# Half a character, or the character of no width at all: written so in JSON, and kept by no database.
_UNKEPT_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_UNKEPT = re.compile("[\x00\ud800-\udfff]")


@dataclass
class Row:
    """One record and its place. Reading a wrong field notes a problem and goes on, to report all at once."""

    number: int
    fields: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def text(self, name: str, *, required: bool = True, limit: int = 20_000) -> str:
        value = self.fields.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            if required:
                self.reject(name, _("It is missing or empty."), _("Fill it or remove the row."))
            return ""
        if not isinstance(value, str | int | float):
            self.reject(name, _("It is a %(kind)s, not text.") % {"kind": type(value).__name__}, _("Write it as text."))
            return ""
        text = str(value).strip()
        if len(text) > limit:
            told = {"count": f"{len(text):,}", "most": f"{limit:,}"}
            self.reject(name, _("It has %(count)s characters; at most %(most)s are kept.") % told, _("Shorten it."))
        # Cut, so that whatever is tried with the row before it is refused fits its column.
        return text[:limit]

    def choice(self, name: str, choices: list[str], *, default: str = "") -> str:
        value = self.text(name, required=not default) or default
        if value and value not in choices:
            self.problems.append(unknown(name, value, choices, row=self.number))
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.fields.get(name)
        if isinstance(value, bool):
            return value
        written = self.text(name, required=False).lower()
        if written not in ("", *_YES, *_NO):
            message = _("'%(value)s' is neither yes nor no.") % {"value": written[:40]}
            self.reject(name, message, _("Write true or false."))
        return written in _YES if written in (*_YES, *_NO) else default

    def reject(self, name: str, message: str, remedy: str) -> None:
        found = Problem(field=name, message=message, remedy=remedy, row=self.number)
        # A field may be read more than once.
        if found not in self.problems:
            self.problems.append(found)


def read_rows(data: bytes, *, filename: str) -> list[Row]:
    """Raises `InputRefused` when the file as a whole cannot be read."""
    suffix = PurePosixPath(filename).suffix.lower()
    readers = {".csv": _csv_rows, ".jsonl": _jsonl_rows, ".ndjson": _jsonl_rows, ".json": _json_rows}
    if suffix not in readers:
        message = _("'%(ending)s' is not a table of records.") % {"ending": suffix or filename}
        raise refuse("file", message, _("Use CSV, JSONL or JSON."))
    rows = list(readers[suffix](decode(data)))
    if not rows:
        raise refuse("file", _("There are no rows."), _("Put one record on each line."))
    if len(rows) > MAX_ROWS:
        told = {"count": f"{len(rows):,}", "most": f"{MAX_ROWS:,}"}
        message = _("There are %(count)s rows; at most %(most)s are read.") % told
        raise refuse("file", message, _("Split the file."))
    return rows


def require_columns(rows: list[Row], names: set[str]) -> None:
    """A column absent from every row is one problem of the file, not one for each row."""
    present = {name for row in rows for name in row.fields}
    if missing := sorted(names - present):
        remedy = _("Present are: %(columns)s.") % {"columns": ", ".join(sorted(present))}
        raise InputRefused([Problem(name, _("The column is missing."), remedy) for name in missing])


def refuse_problems(rows: list[Row]) -> None:
    problems = [problem for row in rows for problem in row.problems]
    if problems:
        raise InputRefused(problems[:MAX_PROBLEMS])


def _csv_rows(text: str) -> Iterator[Row]:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        _check_header([str(name).strip() for name in reader.fieldnames or ()])
        for number, record in enumerate(reader, start=1):
            row = Row(number, {str(name).strip(): value for name, value in record.items() if name is not None})
            if None in record:
                row.reject("row", _("It has more cells than there are columns."), _("Quote cells that contain commas."))
            yield row
    except csv.Error as error:
        message = _("It cannot be read (%(error)s).") % {"error": error}
        raise refuse("row", message, _("Check its quotes."), row=reader.line_num) from error


def _check_header(names: list[str]) -> None:
    """Of two columns with one name the first would be lost; with another separator, all are one."""
    if twice := next((name for name in names if names.count(name) > 1), None):
        message = _("The column '%(name)s' stands twice.") % {"name": twice[:40]}
        raise refuse("file", message, _("Rename or remove one of the two."))
    if len(names) == 1 and (mark := next((mark for mark in ";\t" if mark in names[0]), None)):
        message = _("Its columns are separated by %(mark)s.") % {"mark": _("tabs") if mark == "\t" else _("semicolons")}
        raise refuse("file", message, _("Save it as CSV with commas."))


def _jsonl_rows(text: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _row(number, read_json(line, row=number))


def _json_rows(text: str) -> Iterator[Row]:
    records = read_json(text)
    if not isinstance(records, list):
        raise refuse("file", _("The JSON is not a list."), _("Wrap the records in square brackets."))
    for number, record in enumerate(records, start=1):
        yield _row(number, record)


def read_json(text: str, *, row: int = 1) -> Any:
    """One JSON value that a database can keep. Raises `InputRefused` by the row where it breaks."""
    try:
        # NaN and Infinity are no JSON, but what tables write for an empty cell.
        value = json.loads(text, parse_constant=lambda _name: None)
    # A number of thousands of digits is a ValueError of its own.
    except (ValueError, RecursionError) as error:
        place = getattr(error, "lineno", 1) + row - 1
        message = _("It is not JSON (%(error)s).") % {"error": error}
        raise refuse("row", message, _("Check quotes and commas."), row=place) from error
    return kept(value) if _UNKEPT_ESCAPE.search(text) else value


def kept(value: Any) -> Any:
    """Without the characters that no database keeps."""
    if isinstance(value, str):
        return _UNKEPT.sub("", value)
    if isinstance(value, list):
        return [kept(one) for one in value]
    if isinstance(value, dict):
        return {kept(name): kept(one) for name, one in value.items()}
    return value


def _row(number: int, record: Any) -> Row:
    if isinstance(record, dict):
        return Row(number, record)
    row = Row(number, {})
    row.reject("row", _("It is not an object with fields."), _('Write it as {"field": "value"}.'))
    return row
