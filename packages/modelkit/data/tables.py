"""Rows of a CSV, JSONL or Parquet file as dictionaries, with the place of anything that cannot be read."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from modelkit.errors import DataError

Row = dict[str, Any]

# Python's csv refuses cells over 128 kB unless told; a pasted e-mail thread can be longer.
LONGEST_CELL = 64 * 1024 * 1024
DELIMITERS = ",;\t"


def read_rows(path: str | Path) -> Iterator[tuple[int, Row]]:
    """Each data row with its number, counted from 1 and without the header."""
    file = Path(path)
    read = READERS.get(file.suffix.lower())
    if read is None:
        raise DataError(
            f"Files of type {file.suffix or '(none)'!r} cannot be read.",
            path=file,
            remedy=f"Use one of: {', '.join(READERS)}.",
        )
    if not file.is_file():
        raise DataError("There is no such file.", path=file, remedy="Check the path.")
    return read(file)


def _read_csv(path: Path) -> Iterator[tuple[int, Row]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(_text(path, _csv_rows), newline=""), delimiter=_delimiter(path), strict=True)
    header = [name.strip() for name in next(reader, [])]
    _check_header(header, path)
    number = 0
    try:
        for cells in reader:
            if not cells:  # a blank line is no row
                continue
            number += 1
            yield number, _csv_row(cells, header, path=path, number=number)
    except csv.Error as error:
        raise DataError(
            f"The row is not valid CSV ({error}).", path=path, row=number + 1, remedy="Check its quotes."
        ) from error


def _csv_row(cells: list[str], header: list[str], *, path: Path, number: int) -> Row:
    if len(cells) != len(header):
        raise DataError(
            f"The row has {len(cells)} cells where the header names {len(header)} columns.",
            path=path,
            row=number,
            remedy="Put quotes around a text that holds the separator.",
        )
    return dict(zip(header, cells, strict=True))


def _check_header(header: list[str], path: Path) -> None:
    if not any(header):
        raise DataError("The file is empty.", path=path, remedy="Write a header line and data rows.")
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None:
        raise DataError("The column stands in the header twice.", path=path, column=twice, remedy="Rename one.")


def _delimiter(path: Path) -> str:
    """The separator of the header line: spreadsheets write semicolons or tabs in many countries."""
    with path.open(encoding="utf-8", errors="replace") as stream:
        header = stream.readline()
    return max(DELIMITERS, key=header.count)


def _read_jsonl(path: Path) -> Iterator[tuple[int, Row]]:
    number = 0
    for line in _text(path, _jsonl_rows).split("\n"):
        if line.strip():
            number += 1
            yield number, _json_row(line, path=path, number=number)


def _json_row(line: str, *, path: Path, number: int) -> Row:
    def unique(pairs: list[tuple[str, Any]]) -> Row:
        names = [name for name, _value in pairs]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise DataError(
                "The key stands in the object twice.", path=path, row=number, column=twice, remedy="Keep one."
            )
        return dict(pairs)

    try:
        value = json.loads(line, object_pairs_hook=unique)
    except (json.JSONDecodeError, RecursionError) as error:
        detail = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        raise DataError(
            f"The line is not valid JSON ({detail}).",
            path=path,
            row=number,
            remedy="Write one complete object a line.",
        ) from error
    if not isinstance(value, dict):
        raise DataError("The line is not a JSON object.", path=path, row=number, remedy='Write {"text": …} a line.')
    return value


def _read_parquet(path: Path) -> Iterator[tuple[int, Row]]:
    import pyarrow as arrow
    from pyarrow import parquet

    try:
        table = parquet.read_table(path)
    except (arrow.ArrowException, OSError) as error:
        raise DataError(
            "The file is not valid Parquet.", path=path, remedy="Write it again with pyarrow or pandas."
        ) from error
    number = 0
    for batch in table.to_batches():
        for row in batch.to_pylist():
            number += 1
            yield number, row


def _text(path: Path, count_rows: Callable[[str], int]) -> str:
    """The file as text; a byte order mark is dropped, bytes that are not UTF-8 are named by row."""
    raw = path.read_bytes()
    if b"\0" in raw:
        raise DataError("The file is binary, not text.", path=path, remedy="Export it as UTF-8 text.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", "replace")
        raise DataError(
            f"Byte 0x{raw[error.start]:02x} is not UTF-8.",
            path=path,
            row=count_rows(before),
            remedy="Save the file as UTF-8.",
        ) from error


def _csv_rows(before: str) -> int:
    # The broken row itself has begun, so the header's place in the count is taken by it.
    ended = before.endswith("\n")
    return max(1, sum(1 for _row in csv.reader(io.StringIO(before, newline=""))) - (0 if ended else 1))


def _jsonl_rows(before: str) -> int:
    return sum(1 for line in before.split("\n")[:-1] if line.strip()) + 1


READERS: dict[str, Callable[[Path], Iterator[tuple[int, Row]]]] = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".jsonl": _read_jsonl,
    ".ndjson": _read_jsonl,
    ".parquet": _read_parquet,
}
