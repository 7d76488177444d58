"""Articles as programs list, read and send them."""

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema

from services.support import models
from services.support.queries import knowledge
from services.support.schemas.problems import ProblemOut
from shared.api.text import PlainText


class DocumentFilter(Schema):
    search: PlainText = Field("", max_length=200)
    language: PlainText = Field("", max_length=12)
    status: Literal["live", "archived", "all"] = "live"


class DocumentIn(Schema):
    """The fields that come with the file."""

    key: PlainText = Field("", max_length=500, description="Names the article; by default the file's name.")
    force: bool = Field(False, description="Put it in force although the evaluation gate holds it.")
    wait: bool = Field(False, description="Judge it within the request, however long the evaluation cases take.")


class DocumentOut(Schema):
    """`version` is the number of the version that answers cite now."""

    id: int
    key: str
    title: str
    language: str
    url: str
    tags: list[str]
    version: int | None
    archived_at: datetime | None
    updated_at: datetime

    @staticmethod
    def resolve_version(row: models.Document) -> int | None:
        return row.current.number if row.current else None


class DocumentsOut(Schema):
    items: list[DocumentOut]
    next_cursor: str | None


class DocumentVersionOut(Schema):
    number: int
    filename: str
    media_type: str
    created_at: datetime


class PassageOut(Schema):
    """What an answer can cite; `id` is the number in the address of its page, `/sources/{id}`."""

    id: int
    position: int
    heading_path: list[str]
    text: str


class DocumentDetailOut(DocumentOut):
    """With its versions, the newest first, and the passages of the version in force."""

    versions: list[DocumentVersionOut]
    passages: list[PassageOut]

    @staticmethod
    def resolve_versions(row: models.Document) -> list[models.DocumentVersion]:
        return list(knowledge.versions(row))

    @staticmethod
    def resolve_passages(row: models.Document) -> list[models.Chunk]:
        return knowledge.chunks_of(row.current) if row.current else []


class IngestOut(Schema):
    """What the file changed. The index follows within moments."""

    document: DocumentOut
    created: bool
    changed: bool
    added_passages: int
    retired_passages: int
    kept_passages: int
    warnings: list[ProblemOut]

    @staticmethod
    def resolve_added_passages(result: Any) -> int:
        return int(result.added_chunks)

    @staticmethod
    def resolve_retired_passages(result: Any) -> int:
        return int(result.retired_chunks)

    @staticmethod
    def resolve_kept_passages(result: Any) -> int:
        return int(result.kept_chunks)
