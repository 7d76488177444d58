"""A zip of JSONL files, as our own export writes it: read within bounds, by the names it may have."""

import io
import zipfile
from typing import Any

from django.utils.translation import gettext as _

from shared.errors import refuse
from shared.uploads.rows import MAX_ROWS, read_json

MAX_ENTRIES = 100
MAX_UNPACKED = 400 * 1024 * 1024


def read_archive(data: bytes) -> dict[str, list[Any]]:
    """The values of each JSON or JSONL file by its name. A name with a folder in it is passed over."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [one for one in archive.infolist() if "/" not in one.filename and not one.is_dir()]
            if len(archive.infolist()) > MAX_ENTRIES:
                raise refuse("file", _("The archive holds too many files."), _("Bring in what the export wrote."))
            return _read(archive, entries)
    # Encrypted, cut off, or of a method that nobody knows.
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise refuse("file", _("The archive is broken or encrypted."), _("Export it again.")) from error


def _read(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, list[Any]]:
    left = MAX_UNPACKED
    found: dict[str, list[Any]] = {}
    for entry in entries:
        if not entry.filename.endswith((".json", ".jsonl")):
            continue
        # What the archive says of its own size is not believed.
        with archive.open(entry) as file:
            data = file.read(left + 1)
        left -= len(data)
        if left < 0:
            message = _("The archive unpacks to more than %(most)s MB.") % {"most": MAX_UNPACKED // 2**20}
            raise refuse("file", message, _("Export fewer kinds at once."))
        found[entry.filename] = _values(data, entry.filename)
    return found


def _values(data: bytes, name: str) -> list[Any]:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise refuse(name, _("It is not UTF-8."), _("Export it again.")) from error
    if name.endswith(".json"):
        return [read_json(text)]
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > MAX_ROWS:
        told = {"count": f"{len(lines):,}", "most": f"{MAX_ROWS:,}"}
        message = _("There are %(count)s rows; at most %(most)s are read.") % told
        raise refuse(name, message, _("Split the file."))
    return [read_json(line, row=number) for number, line in enumerate(lines, start=1)]
