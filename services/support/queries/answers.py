"""What the ladder reads: templates in force, and the live chunks behind search hits."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from services.support import models


@dataclass(frozen=True, slots=True)
class Reply:
    """A template as it stands now, slots filled."""

    intent: str
    language: str
    text: str
    valid_from: datetime | None
    valid_until: datetime | None

    def is_valid(self, moment: datetime) -> bool:
        begun = self.valid_from is None or self.valid_from <= moment
        return begun and (self.valid_until is None or moment < self.valid_until)


def replies() -> dict[tuple[str, str], list[Reply]]:
    """Templates of enabled intents by intent and language, the latest to begin first."""
    found: dict[tuple[str, str], list[Reply]] = {}
    rows = models.AnswerTemplate.objects.filter(intent__enabled=True).select_related("intent")
    for row in latest_first(rows):
        reply = Reply(row.intent.name, row.language, row.filled, row.valid_from, row.valid_until)
        found.setdefault((reply.intent, reply.language), []).append(reply)
    return found


def latest_first(rows: Iterable[models.AnswerTemplate]) -> list[models.AnswerTemplate]:
    """The first of them that is valid speaks. One that is not saved yet comes after all that are."""
    return sorted(
        rows, key=lambda row: (row.valid_from is not None, row.valid_from, row.pk or sys.maxsize), reverse=True
    )


def live_chunks(ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What may still be cited, by the index's ids: one query, and no whole articles with it."""
    numbers = [int(value) for value in ids if value.isdecimal()]
    return {str(row["chunk"]): row for row in _citable(models.Chunk.objects.filter(pk__in=numbers).order_by())}


def section_chunks(document_key: str, heading: str) -> list[dict[str, Any]]:
    """The passages under a heading of an article; of the whole article where no heading is named."""
    rows = _citable(models.Chunk.objects.filter(document__key=document_key).order_by("position"))
    return [row for row in rows if not heading or heading in row["path"]]


def intents_of(example_ids: Iterable[str]) -> dict[str, str | None]:
    """The intent of each example; None for questions out of scope."""
    numbers = [int(value) for value in example_ids if value.isdecimal()]
    rows = models.Example.objects.filter(pk__in=numbers).values_list("pk", "intent__name")
    return {str(pk): name for pk, name in rows}


def _citable(chunks: QuerySet[models.Chunk]) -> list[dict[str, Any]]:
    rows = chunks.filter(live=True, document__archived_at=None).values(
        "language",
        "text",
        chunk=F("pk"),
        path=F("heading_path"),
        key=F("document__key"),
        title=F("document__title"),
        url=F("document__url"),
        version=Coalesce("document__current__number", "born__number"),
    )
    return [dict(row) for row in rows]


def policy() -> models.Policy:
    """The one row; made with its defaults when there is none."""
    return models.Policy.objects.get_or_create(pk=1)[0]


def now() -> datetime:
    return timezone.now()
