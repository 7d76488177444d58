"""Articles come in, are cut into chunks, and stay citable for ever."""

from services.support.actions.documents.archive import archive_document, restore_document
from services.support.actions.documents.ingest import IngestResult, ingest_file

__all__ = ["IngestResult", "archive_document", "ingest_file", "restore_document"]
