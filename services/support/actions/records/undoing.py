"""Articles of an import that is taken back: those that it brought are archived, those that it changed change back."""

from services.support import models
from services.support.actions.documents.archive import archive_document
from services.support.actions.documents.ingest import store_document
from services.support.actions.documents.parsers.base import ParsedDocument


def withdraw_articles(batch: models.ImportBatch) -> int:
    """How many articles no longer say what the batch brought. One that has changed since is left alone."""
    gone, earlier = withdrawn(batch)
    for document in gone:
        archive_document(document=document)
    for key, parsed in earlier:
        store_document(key=key, parsed=parsed, filename=batch.filename, user=None)
    return len(gone) + len(earlier)


def withdrawn(batch: models.ImportBatch) -> tuple[list[models.Document], list[tuple[str, ParsedDocument]]]:
    """(articles that the batch brought, what the articles that it changed said before)."""
    gone, earlier = [], []
    for document in models.Document.objects.filter(current__batch=batch, archived_at=None).order_by("pk"):
        before = document.versions.exclude(batch=batch).order_by("-number").first()
        if before is None:
            gone.append(document)
        else:
            parsed = ParsedDocument(document.title, before.body, document.language, document.url, list(document.tags))
            earlier.append((document.key, parsed))
    return gone, earlier
