"""One file a format. A new format is a new module here and one line in `PARSERS`."""

from collections.abc import Callable
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from services.support.actions.documents.parsers import csv, docx, html, markdown, pdf, text
from services.support.actions.documents.parsers.base import ParsedDocument
from shared.errors import refuse
from shared.uploads.files import check_size

Parser = Callable[[bytes, str], ParsedDocument]

PARSERS: dict[str, Parser] = {
    ".md": markdown.parse,
    ".markdown": markdown.parse,
    ".html": html.parse,
    ".htm": html.parse,
    ".txt": text.parse,
    ".csv": csv.parse,
    ".pdf": pdf.parse,
    ".docx": docx.parse,
}


def parse(data: bytes, *, filename: str) -> ParsedDocument:
    """Read a file by its suffix. Raises `InputRefused` with the remedy."""
    suffix = PurePosixPath(filename).suffix.lower()
    if suffix not in PARSERS:
        known = ", ".join(sorted(PARSERS))
        raise refuse(
            "file",
            _("'%(value)s' is not a known format.") % {"value": suffix or filename},
            _("Use one of %(known)s.") % {"known": known},
        )
    check_size(data)
    document = PARSERS[suffix](data, filename)
    if not document.markdown.strip():
        raise refuse("file", _("No text was found in the file."), _("Scanned pages need text recognition first."))
    return document


__all__ = ["PARSERS", "ParsedDocument", "parse"]
