"""One section of an article more, or less: each is a new version, so that what was cited keeps resolving."""

import re
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from services.support import models
from services.support.actions.documents.archive import archive_document
from services.support.actions.documents.ingest import IngestResult, store_document
from services.support.actions.documents.parsers.base import ParsedDocument

FILENAME = "corrections.md"
_TOP_HEADING = re.compile(r"^#{1,2}(?=[ \t])", re.MULTILINE)


@transaction.atomic
def put_section(*, key: str, heading: str, text: str, language: str, user: Any = None) -> IngestResult:
    """Add the section, or replace the one of this heading. An article that is not there begins with it."""
    document = _locked(key)
    body = _without(document.current.body, heading) if document and document.current else ""
    parsed = _parsed(document, f"{body.rstrip()}\n\n## {heading}\n\n{_below(text)}\n".lstrip(), language)
    return store_document(key=key, parsed=parsed, filename=FILENAME, user=user)


@transaction.atomic
def take_section(*, key: str, heading: str, user: Any = None) -> IngestResult | None:
    """The article without the section. One that says nothing else is archived."""
    document = _locked(key)
    if document is None or document.current is None:
        return None
    left = _without(document.current.body, heading)
    if left == document.current.body:
        return None
    if not left.strip():
        archive_document(document=document)
        return None
    return store_document(key=key, parsed=_parsed(document, left, document.language), filename=FILENAME, user=user)


def section_text(*, key: str, heading: str) -> str:
    """What the section says now; empty where there is none."""
    document = models.Document.objects.select_related("current").filter(key=key).first()
    found = _pattern(heading).search(document.current.body) if document and document.current else None
    return found["text"].strip() if found else ""


def default_title(language: str) -> str:
    """Of the article that corrections begin where none is named."""
    with override("zh-hans" if language == "zh" else "en"):
        return _("Questions our team has answered")


def _locked(key: str) -> models.Document | None:
    """Two who add a section at once must not write over each other's."""
    rows = models.Document.objects.select_for_update(of=("self",)).select_related("current")
    return rows.filter(key=key).first()


def _below(text: str) -> str:
    """Headings of the text stay under the section's own, or the section would end at the first of them."""
    return _TOP_HEADING.sub("###", text.strip())


def _parsed(document: models.Document | None, markdown: str, language: str) -> ParsedDocument:
    if document is None:
        return ParsedDocument(title=default_title(language), markdown=markdown, language=language)
    return ParsedDocument(document.title, markdown, document.language, document.url, list(document.tags))


def _without(body: str, heading: str) -> str:
    return _pattern(heading).sub("", body)


def _pattern(heading: str) -> re.Pattern[str]:
    """The heading's line and all below it, up to the next heading that is not under it."""
    return re.compile(
        rf"^##[ \t]+{re.escape(heading)}[ \t]*\n(?P<text>.*?)(?=^#{{1,2}}[ \t]|\Z)", re.MULTILINE | re.DOTALL
    )
