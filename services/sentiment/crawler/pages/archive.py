"""Uploaded archives: CSV or JSON Lines, alone or in a zip. One record is one article."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.sentiment.crawler.pages.dates import read_date
from services.sentiment.crawler.pages.feed import Unreadable
from services.sentiment.crawler.pages.hint import Hint

# One field of a CSV row; the module's own limit of 128 KiB is shorter than some articles.
_LONGEST_FIELD = 2_000_000
_REMEDY = "Mend the row and upload the file again; rows that are stored are not stored twice."


@dataclass(frozen=True)
class BadRow:
    """A row that is left out, and why."""

    place: str
    message: str
    remedy: str = _REMEDY


def read_archive(path: Path) -> Iterator[Hint | BadRow]:
    """Row by row, so that ten million of them need no memory; a bad row is named and the next one read."""
    if not zipfile.is_zipfile(path):
        with path.open("rb") as stream:
            yield from _records(path.name, stream, place="Row")
        return
    with zipfile.ZipFile(path) as box:
        for entry in box.infolist():
            # More than the size it declares is never read, so a bomb that lies about itself ends as a broken file.
            with box.open(entry) as stream:
                yield from _records(entry.filename, stream, place=f"{entry.filename}, row")


def _records(name: str, stream: Any, *, place: str) -> Iterator[Hint | BadRow]:
    """`place` is what stands before a row's number: the name that an upload was kept under tells nobody anything."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    ending = Path(name).suffix.lower()
    if ending in (".jsonl", ".ndjson"):
        rows = _json_rows(text)
    elif ending == ".csv":
        rows = _csv_rows(text)
    else:
        return
    for number, row in rows:
        here = f"{place} {number}"
        yield BadRow(here, row) if isinstance(row, str) else _hint(row, here)


def _json_rows(lines: Any) -> Iterator[tuple[int, dict[str, Any] | str]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            yield number, "It is no JSON."
            continue
        yield number, row if isinstance(row, dict) else "It is no JSON object."


def _csv_rows(lines: Any) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """Numbered as a spreadsheet shows them without its heading."""
    csv.field_size_limit(_LONGEST_FIELD)
    rows = csv.DictReader(lines)
    number = 0
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            # Where quotes are broken, what follows cannot be told apart.
            raise Unreadable(f"Row {number} and what follows cannot be read ({error}).", "Check its quotes.") from None
        yield number, "It has more cells than there are columns." if None in row else row


def _hint(row: dict[str, Any], place: str) -> Hint | BadRow:
    title, text = str(row.get("title") or "").strip(), str(row.get("text") or "").strip()
    if not (title or text):
        return BadRow(place, "It has neither title nor text.")
    told = row.get("published") or row.get("published_at") or row.get("date")
    at = read_date(told)
    if told and at is None:
        return BadRow(
            place, f"'{str(told)[:40]}' is no date.", "Write it like 2026-11-27T08:30:00Z, or leave it empty."
        )
    url = str(row.get("url") or "").strip()
    if url and not url.startswith(("http://", "https://")):
        return BadRow(place, f"'{url[:80]}' is no address.", "Write it with https://, or leave it empty.")
    # Without an address it is known by its words, in whichever file it stands.
    words = hashlib.sha256("\n".join((title, text, str(at))).encode()).hexdigest()
    url = url or f"archive:{words[:32]}"
    return Hint(url, title, text, at, str(row.get("author") or ""), place="archive", whole=True)
