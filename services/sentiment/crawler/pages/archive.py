"""Uploaded archives: CSV or JSON Lines, alone or in a zip. One record is one article."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.sentiment.crawler.pages.dates import read_date
from services.sentiment.crawler.pages.feed import Unreadable
from services.sentiment.crawler.pages.hint import Hint

# Unpacked; a zip of less than this that unpacks to more is a bomb.
MOST_BYTES = 512 * 1024 * 1024
_REMEDY = "Send CSV or JSON Lines with the columns url, title, text, published."


def read_archive(path: Path) -> Iterator[Hint]:
    """Row by row, so that ten million of them need no memory."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as box:
            if sum(entry.file_size for entry in box.infolist()) > MOST_BYTES:
                raise Unreadable("The archive unpacks to more than 512 MB.", "Send it in parts.")
            for entry in box.infolist():
                with box.open(entry) as stream:
                    yield from _records(entry.filename, stream)
    else:
        with path.open("rb") as stream:
            yield from _records(path.name, stream)


def _records(name: str, stream: Any) -> Iterator[Hint]:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    ending = Path(name).suffix.lower()
    if ending in (".jsonl", ".ndjson"):
        rows = _json_rows(text)
    elif ending == ".csv":
        rows = iter(csv.DictReader(text))
    else:
        return
    for number, row in enumerate(rows, start=1):
        yield _hint(row, name, number)


def _json_rows(lines: Any) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            raise Unreadable(f"Line {number} is no JSON.", _REMEDY) from None
        if not isinstance(row, dict):
            raise Unreadable(f"Line {number} is no JSON object.", _REMEDY)
        yield row


def _hint(row: dict[str, Any], name: str, number: int) -> Hint:
    title, text = str(row.get("title") or ""), str(row.get("text") or "")
    if not (title or text):
        raise Unreadable(f"Row {number} of {name} has neither title nor text.", _REMEDY)
    at = read_date(row.get("published") or row.get("published_at") or row.get("date"))
    url = str(row.get("url") or f"archive:{name}/{number}")
    return Hint(url, title, text, at, str(row.get("author") or ""), place="archive", whole=True)
