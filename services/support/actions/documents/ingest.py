"""One file in: a new document, a new version of one, or nothing when nothing changed."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from django.db import transaction

from modelkit.data.text import detect_language
from services.support import models
from services.support.actions.documents.chunks import cut_into_passages
from services.support.actions.documents.parsers import ParsedDocument, parse
from shared.errors import Problem, refuse
from shared.privacy import mask

# Published articles may name the company's own mailbox and telephone; these never belong in one.
_NEVER_PUBLIC = {"card", "iban", "national_id"}


@dataclass
class IngestResult:
    """What a file changed."""

    document: models.Document
    created: bool = False
    changed: bool = False
    added_chunks: int = 0
    retired_chunks: int = 0
    kept_chunks: int = 0
    warnings: list[Problem] = field(default_factory=list)


def ingest_file(*, filename: str, data: bytes, user: Any = None, key: str = "") -> IngestResult:
    """Parse and store a file whole. The same content again changes nothing. Raises `InputRefused`."""
    parsed = parse(data, filename=filename)
    key = name_of(filename, key)
    with transaction.atomic():
        return store_document(key=key, parsed=parsed, filename=filename, user=user)


def name_of(filename: str, key: str = "") -> str:
    """What the article is called. Raises `InputRefused` where that is too long."""
    key = key or str(PurePosixPath(filename).with_suffix(""))
    if len(key) > 500:
        raise refuse("file", "The name is longer than 500 characters.", "Rename the file.")
    return key


def store_document(
    *, key: str, parsed: ParsedDocument, filename: str, user: Any, batch: models.ImportBatch | None = None
) -> IngestResult:
    """A new version, or nothing where the content is the same; the caller holds the transaction."""
    language = parsed.language or detect_language(parsed.markdown)
    fields = {"title": parsed.title[:500], "language": language, "url": parsed.url, "tags": parsed.tags}
    document, created = models.Document.objects.select_for_update().get_or_create(key=key, defaults=fields)
    digest = _digest(parsed, language)
    result = IngestResult(document=document, created=created, warnings=_warnings(parsed.markdown))
    if document.current and document.current.content_hash == digest and document.archived_at is None:
        result.kept_chunks = document.chunks.filter(live=True).count()
        return result
    version = document.versions.create(
        number=(document.versions.count()) + 1,
        content_hash=digest,
        body=parsed.markdown,
        media_type=PurePosixPath(filename).suffix.lower().lstrip("."),
        filename=PurePosixPath(filename).name[:300],
        created_by=user,
        batch=batch,
    )
    for name, value in fields.items():
        setattr(document, name, value)
    document.current = version
    document.archived_at = None
    document.save()
    result.changed = True
    _replace_chunks(document=document, version=version, result=result)
    return result


def _replace_chunks(*, document: models.Document, version: models.DocumentVersion, result: IngestResult) -> None:
    """Keep the rows of unchanged passages, so that only what changed is embedded again."""
    old: dict[str, list[models.Chunk]] = defaultdict(list)
    for chunk in document.chunks.filter(live=True):
        old[chunk.text_hash].append(chunk)
    for position, passage in enumerate(cut_into_passages(version.body)):
        chunk = models.Chunk(
            document=document,
            born=version,
            position=position,
            heading_path=list(passage.heading_path),
            text=passage.text,
            language=document.language,
        )
        chunk.text_hash = hash_text(chunk.indexed_text)
        if old[chunk.text_hash]:
            kept = old[chunk.text_hash].pop()
            kept.position = position
            kept.save(update_fields=["position"])
            result.kept_chunks += 1
        else:
            chunk.save()
            result.added_chunks += 1
    gone = [chunk.pk for chunks in old.values() for chunk in chunks]
    result.retired_chunks = models.Chunk.objects.filter(pk__in=gone).update(live=False, retired=version)


def hash_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(parsed: ParsedDocument, language: str) -> str:
    return hash_text("\x1f".join([parsed.title, language, parsed.url, *parsed.tags, parsed.markdown]))


def _warnings(markdown: str) -> list[Problem]:
    found = sorted(_NEVER_PUBLIC & set(mask(markdown).found))
    return [
        Problem(kind, "The article seems to contain personal data.", "Remove it, then upload the article again.")
        for kind in found
    ]
