"""Plain text: the first line is the title when a blank line follows it."""

from services.support.actions.documents.parsers.base import ParsedDocument, title_of
from shared.uploads.files import decode


def parse(data: bytes, filename: str) -> ParsedDocument:
    body = decode(data).strip()
    first, blank, rest = body.partition("\n\n")
    if blank and "\n" not in first and len(first) <= 120:
        return ParsedDocument(title=first.strip(), markdown=rest.strip())
    return ParsedDocument(title=title_of("", filename=filename), markdown=body)
