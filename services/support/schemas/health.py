"""What is to be mended in the articles, as programs read it."""

from typing import Any, Literal

from ninja import Field, Schema

from services.support import models
from shared.api.text import PlainText


class FindingFilter(Schema):
    show: Literal["contradiction", "duplicate", "stale", "dismissed"] = "contradiction"


class PlaceOut(Schema):
    """A passage, and the statement in it that the finding is about."""

    document: str
    chunk: int
    statement: str


class FindingOut(Schema):
    """`facts` are [kind, values of the first alone, values of the second alone]; `reasons` are codes with figures."""

    id: int
    kind: str
    document: str
    first: PlaceOut | None
    second: PlaceOut | None
    facts: list[Any]
    negated: bool
    reasons: list[dict[str, Any]]
    dismissed_because: str

    @staticmethod
    def resolve_document(row: models.Finding) -> str:
        return row.document.key

    @staticmethod
    def resolve_first(row: models.Finding) -> dict[str, Any] | None:
        return _place(row.first, row.details.get("first", ""))

    @staticmethod
    def resolve_second(row: models.Finding) -> dict[str, Any] | None:
        return _place(row.second, row.details.get("second", ""))

    @staticmethod
    def resolve_facts(row: models.Finding) -> list[Any]:
        return list(row.details.get("facts", []))

    @staticmethod
    def resolve_negated(row: models.Finding) -> bool:
        return bool(row.details.get("negated"))

    @staticmethod
    def resolve_reasons(row: models.Finding) -> list[dict[str, Any]]:
        return list(row.details.get("reasons", []))


class FindingsOut(Schema):
    items: list[FindingOut]
    next_cursor: str | None


class DismissalIn(Schema):
    because: PlainText = Field(max_length=300)


def _place(chunk: models.Chunk | None, statement: str) -> dict[str, Any] | None:
    return {"document": chunk.document.key, "chunk": chunk.pk, "statement": statement} if chunk else None
