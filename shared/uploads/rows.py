"""Read CSV, JSONL or a JSON list as numbered rows of fields."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from shared.errors import InputRefused, Problem, refuse
from shared.uploads.files import decode

MAX_ROWS = 200_000
MAX_PROBLEMS = 100
_YES, _NO = ("true", "yes", "1"), ("false", "no", "0")


@dataclass
class Row:
    """One record and its place. Reading a wrong field notes a problem and goes on, to report all at once."""

    number: int
    fields: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)

    def text(self, name: str, *, required: bool = True, limit: int = 20_000) -> str:
        value = self.fields.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            if required:
                self.reject(name, "It is missing or empty.", "Fill it or remove the row.")
            return ""
        if not isinstance(value, str | int | float):
            self.reject(name, f"It is a {type(value).__name__}, not text.", "Write it as text.")
            return ""
        text = str(value).strip()
        if len(text) > limit:
            self.reject(name, f"It has {len(text):,} characters; at most {limit:,} are kept.", "Shorten it.")
        return text

    def choice(self, name: str, choices: list[str], *, default: str = "") -> str:
        value = self.text(name, required=not default) or default
        if value and value not in choices:
            self.reject(name, f"'{value[:40]}' is not known.", f"Use one of: {', '.join(choices)}.")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.fields.get(name)
        if isinstance(value, bool):
            return value
        written = self.text(name, required=False).lower()
        if written not in ("", *_YES, *_NO):
            self.reject(name, f"'{written[:40]}' is neither yes nor no.", "Write true or false.")
        return written in _YES if written in (*_YES, *_NO) else default

    def reject(self, name: str, message: str, remedy: str) -> None:
        self.problems.append(Problem(field=name, message=message, remedy=remedy, row=self.number))


def read_rows(data: bytes, *, filename: str) -> list[Row]:
    """Raises `InputRefused` when the file as a whole cannot be read."""
    suffix = PurePosixPath(filename).suffix.lower()
    readers = {".csv": _csv_rows, ".jsonl": _jsonl_rows, ".ndjson": _jsonl_rows, ".json": _json_rows}
    if suffix not in readers:
        raise refuse("file", f"'{suffix or filename}' is not a table of records.", "Use CSV, JSONL or JSON.")
    rows = list(readers[suffix](decode(data)))
    if not rows:
        raise refuse("file", "There are no rows.", "Put one record on each line.")
    if len(rows) > MAX_ROWS:
        raise refuse("file", f"There are {len(rows):,} rows; at most {MAX_ROWS:,} are read.", "Split the file.")
    return rows


def require_columns(rows: list[Row], names: set[str]) -> None:
    """A column absent from every row is one problem of the file, not one for each row."""
    present = {name for row in rows for name in row.fields}
    if missing := sorted(names - present):
        raise InputRefused(
            [Problem(name, "The column is missing.", f"Present are: {', '.join(sorted(present))}.") for name in missing]
        )


def refuse_problems(rows: list[Row]) -> None:
    problems = [problem for row in rows for problem in row.problems]
    if problems:
        raise InputRefused(problems[:MAX_PROBLEMS])


def _csv_rows(text: str) -> Iterator[Row]:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        for number, record in enumerate(reader, start=1):
            row = Row(number, {str(name).strip(): value for name, value in record.items() if name is not None})
            if None in record:
                row.reject("row", "It has more cells than there are columns.", "Quote cells that contain commas.")
            yield row
    except csv.Error as error:
        raise refuse("row", f"It cannot be read ({error}).", "Check its quotes.", row=reader.line_num) from error


def _jsonl_rows(text: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _row(number, _parse(line, number))


def _json_rows(text: str) -> Iterator[Row]:
    records = _parse(text, 1)
    if not isinstance(records, list):
        raise refuse("file", "The JSON is not a list.", "Wrap the records in square brackets.")
    for number, record in enumerate(records, start=1):
        yield _row(number, record)


def _row(number: int, record: Any) -> Row:
    if isinstance(record, dict):
        return Row(number, record)
    row = Row(number, {})
    row.reject("row", "It is not an object with fields.", 'Write it as {"field": "value"}.')
    return row


def _parse(text: str, number: int) -> Any:
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        place = getattr(error, "lineno", 1) + number - 1
        raise refuse("row", f"It is not JSON ({error}).", "Check quotes and commas.", row=place) from error
