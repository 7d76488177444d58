"""What the ladder reads: templates in force, and the live chunks behind search hits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

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
    for row in sorted(rows, key=lambda row: (row.valid_from is not None, row.valid_from, row.pk), reverse=True):
        reply = Reply(row.intent.name, row.language, row.filled, row.valid_from, row.valid_until)
        found.setdefault((reply.intent, reply.language), []).append(reply)
    return found


def live_chunks(ids: Iterable[str]) -> dict[str, models.Chunk]:
    """The chunks that may still be cited, by the index's ids, in one query."""
    numbers = [int(value) for value in ids if value.isdecimal()]
    rows = models.Chunk.objects.filter(pk__in=numbers, live=True, document__archived_at=None)
    return {str(chunk.pk): chunk for chunk in rows.select_related("document__current", "born")}


def policy() -> models.Policy:
    """The one row; made with its defaults when there is none."""
    return models.Policy.objects.get_or_create(pk=1)[0]


def now() -> datetime:
    return timezone.now()
