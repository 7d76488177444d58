"""PDF: text in reading order; lines set larger than the body become headings."""

import io
from collections import Counter
from itertools import groupby

from django.utils.translation import gettext as _
from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from services.support.actions.documents.parsers.base import ParsedDocument, title_of
from shared.errors import refuse

_MAX_PAGES = 2_000
# A heading is set at least a tenth larger than most of the text.
_LARGER = 1.1

Line = tuple[str, float]


def parse(data: bytes, filename: str) -> ParsedDocument:
    lines = _read_lines(data)
    sizes: Counter[float] = Counter()
    for text, size in lines:
        sizes[size] += len(text)
    body_size = sizes.most_common(1)[0][0] if sizes else 0.0
    body = "\n\n".join(_blocks(lines, body_size)).strip()
    return ParsedDocument(title=title_of(body, filename=filename), markdown=body)


def _read_lines(data: bytes) -> list[Line]:
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise refuse("file", _("The PDF is encrypted."), _("Remove its password and import it again."))
        if len(reader.pages) > _MAX_PAGES:
            raise refuse("file", _("The PDF has over %(max_pages)s pages.") % {"max_pages": _MAX_PAGES}, _("Split it."))
        return [line for page in reader.pages for line in _page_lines(page)]
    except (PyPdfError, ValueError, KeyError, RecursionError, OSError) as error:
        raise refuse("file", _("The PDF is broken."), _("Print it to a new PDF and import that.")) from error


def _page_lines(page: PageObject) -> list[Line]:
    pieces: list[tuple[float, float, str]] = []

    def visit(text: str, user: list[float], matrix: list[float], _font: object, size: float) -> None:
        if text.strip():
            scale = abs(matrix[3] * user[3]) or 1.0
            pieces.append((round(matrix[5] * user[3] + user[5], 1), round(size * scale, 1), text))

    page.extract_text(visitor_text=visit)
    lines = []
    for _height, group in groupby(pieces, key=lambda piece: piece[0]):
        parts = list(group)
        lines.append((" ".join("".join(text for *_, text in parts).split()), parts[0][1]))
    lines.append(("", 0.0))
    return lines


def _blocks(lines: list[Line], body_size: float) -> list[str]:
    """Paragraphs of joined lines, with Markdown headings between them."""
    largest = max((size for text, size in lines if text), default=0.0)
    blocks: list[str] = []
    for heading, group in groupby(lines, key=lambda line: bool(line[0]) and line[1] >= body_size * _LARGER):
        run = list(group)
        texts = [text for text, _size in run if text]
        if heading:
            blocks += [f"{'#' if size == largest else '##'} {text}" for text, size in run]
        elif texts:
            blocks.append("\n".join(texts))
    return blocks
