"""Articles in rows, as other desks' help centres and our own export have them."""

import re

from django.utils.translation import gettext as _

from services.support import models
from services.support.actions.documents.ingest import store_document
from services.support.actions.documents.parsers.base import ParsedDocument
from services.support.actions.records import languages
from shared.uploads.rows import Row

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LONGEST = 400_000
_FILENAME = "articles.jsonl"


def store(rows: list[Row], batch: models.ImportBatch) -> tuple[int, int]:
    """Each is a new article or a new version of the one with its key; the same text again changes nothing."""
    seen: set[str] = set()
    changed = 0
    for row in rows:
        key, parsed = article_of(row)
        if key in seen:
            row.reject("key", _("'%(key)s' stands twice.") % {"key": key[:80]}, _("Keep one of the two rows."))
        seen.add(key)
        if not row.problems:
            changed += _put(row, key=key, parsed=parsed, batch=batch)
    return changed, len(rows) - changed


def article_of(row: Row) -> tuple[str, ParsedDocument]:
    """(key, document); what is wrong with them is noted on the row."""
    key, title = row.text("key", limit=500), row.text("title", limit=500)
    text = row.text("text", limit=_LONGEST)
    url, tags = row.text("url", required=False, limit=1000), row.fields.get("tags") or []
    if not isinstance(tags, list):
        row.reject("tags", _("It is not a list."), _('Write ["first", "second"].'))
        tags = []
    return key, ParsedDocument(
        title=title,
        markdown=text,
        language=languages.named(row),
        url=url if url.startswith(("https://", "http://")) else "",
        tags=[str(tag)[:100] for tag in tags[:50]],
    )


def language_of(locale: str) -> str:
    """`en-us` is `en`; what is no code is left to be detected."""
    code = re.split(r"[-_]", locale.strip().lower())[0]
    return code if _LANGUAGE.fullmatch(code) else ""


def is_archived(row: Row) -> bool:
    return row.fields.get("archived") is True


def _put(row: Row, *, key: str, parsed: ParsedDocument, batch: models.ImportBatch) -> bool:
    known = models.Document.objects.filter(key=key).first()
    if is_archived(row) and known:
        return False
    result = store_document(key=key, parsed=parsed, filename=_FILENAME, user=batch.created_by, batch=batch)
    row.warnings += [*result.warnings]
    if is_archived(row):
        # A key that is new here: kept for its citations, and silent as it was.
        result.document.archived_at = batch.created_at
        result.document.save(update_fields=["archived_at"])
        result.document.chunks.filter(live=True).update(live=False)
    return result.changed
