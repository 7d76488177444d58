"""A file of another desk as plain values, whatever its format; nothing of it is believed yet."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Literal

from django.utils.translation import gettext as _

from services.support.actions.desks.archives import read_archive
from services.support.actions.desks.safe_yaml import read_yaml
from services.support.actions.desks.tables import read_table
from shared.errors import InputRefused, refuse
from shared.uploads.files import check_size, decode
from shared.uploads.rows import MAX_ROWS, read_json

Form = Literal["json", "table", "yaml", "archive"]
# What people may say a file is written in, where looking at it is not enough.
ENCODINGS = {"utf-8": "UTF-8", "gb18030": "GB18030", "cp1252": "Windows-1252"}
_WIDE = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")
_HIGH = re.compile(rb"[\x80-\xff]")
# Of bytes that are not ASCII, how many stand in pairs that Chinese text is made of.
_MOSTLY = 0.95
_PIECE = re.compile(r"\s*[\[{]")


@dataclass(frozen=True)
class Content:
    """`values`: whole JSON or YAML values, one for each line of NDJSON, or one for each row of a table."""

    filename: str
    form: Form
    values: list[Any]
    columns: list[str] = field(default_factory=list)
    files: dict[str, list[Any]] = field(default_factory=dict)
    encoding: str = "utf-8"


def read_content(*, filename: str, data: bytes, encoding: str = "") -> Content:
    """Raises `InputRefused` when the file as a whole cannot be read."""
    check_size(data)
    if data.startswith(b"PK\x03\x04"):
        return Content(filename, "archive", [], files=read_archive(data))
    text, used = _text(data, encoding)
    suffix = PurePosixPath(filename).suffix.lower()
    if suffix in {".yml", ".yaml"}:
        return Content(filename, "yaml", [read_yaml(text)], encoding=used)
    if suffix in {".json", ".jsonl", ".ndjson"} or (suffix not in {".csv", ".tsv"} and _PIECE.match(text)):
        return Content(filename, "json", list(_json(text)), encoding=used)
    columns, rows = read_table(text)
    return Content(filename, "table", list(rows), columns=columns, encoding=used)


def items(content: Content, *names: str) -> list[tuple[int, dict[str, Any]]]:
    """(number, object) of each record, whether the file is a list, a line each, or pages that hold a list by name."""
    found: list[tuple[int, dict[str, Any]]] = []
    for value in content.values:
        for one in _members(value, names):
            if len(found) >= MAX_ROWS:
                message = _("There are more than %(most)s records.") % {"most": f"{MAX_ROWS:,}"}
                raise refuse("file", message, _("Split the file."))
            found.append((len(found) + 1, one if isinstance(one, dict) else {}))
    return found


def _members(value: Any, names: tuple[str, ...]) -> Iterator[Any]:
    if isinstance(value, list):
        for one in value:
            # A list of pages is what one gets by saving every page of an API.
            yield from _members(one, names) if isinstance(one, dict) and _held(one, names) is not None else [one]
    elif isinstance(value, dict) and (held := _held(value, names)) is not None:
        yield from held
    else:
        yield value


def _held(page: dict[str, Any], names: tuple[str, ...]) -> list[Any] | None:
    """The list under the first of these names; `data.payload` is a list two levels down."""
    for name in names:
        inner: Any = page
        for part in name.split("."):
            inner = inner.get(part) if isinstance(inner, dict) else None
        if isinstance(inner, list):
            return inner
    return None


def _json(text: str) -> Iterator[Any]:
    """One value, or one a line."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if len(lines) > 1 and _is_lined(lines[0][1]):
        for number, line in lines:
            yield read_json(line, row=number)
    else:
        yield read_json(text)


def _is_lined(first: str) -> bool:
    try:
        read_json(first)
    except InputRefused:
        return False
    return True


def _text(data: bytes, encoding: str) -> tuple[str, str]:
    """(text, encoding). Chinese exports in GB18030 are known by their pairs of bytes; nothing else is guessed."""
    if encoding and encoding not in ENCODINGS:
        raise refuse("encoding", _("'%(name)s' is not known.") % {"name": encoding[:20]}, ", ".join(ENCODINGS))
    if encoding in {"", "utf-8"}:
        try:
            return decode(data), "utf-8"
        except InputRefused:
            if encoding or not _is_chinese(data):
                raise
    used = encoding or "gb18030"
    try:
        return decode(data.decode(used).encode()), used
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        told = {"place": error.start, "encoding": ENCODINGS[used]}
        message = _("Byte %(place)s is not %(encoding)s.") % told
        raise refuse("file", message, _("Choose another encoding, or save the file as UTF-8."), row=row) from error


def _is_chinese(data: bytes) -> bool:
    high = len(_HIGH.findall(data))
    return high > 0 and 2 * len(_WIDE.findall(data)) >= _MOSTLY * high
