"""Reads for the event streams."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Max, Q

from services.support import models


def events_after(conversation_id: UUID, number: int, *, limit: int = 200) -> Sequence[models.Event]:
    """In order and without gaps: numbers are given out under the conversation's lock."""
    rows = models.Event.objects.filter(conversation_id=conversation_id, number__gt=number)
    return list(rows.order_by("number")[:limit])


def event(conversation_id: UUID, number: int) -> models.Event | None:
    return models.Event.objects.filter(conversation_id=conversation_id, number=number).first()


def latest_numbers(conversation_ids: Collection[str]) -> dict[str, int]:
    """The last event number of each conversation, in one query."""
    if not conversation_ids:
        return {}
    rows = models.Conversation.objects.filter(pk__in=conversation_ids).values_list("pk", "last_event")
    return {str(pk): number for pk, number in rows}


def newest_id() -> int:
    return models.Event.objects.aggregate(newest=Max("pk"))["newest"] or 0


def events_since(event_id: int, late: Collection[int] = (), *, limit: int = 200) -> Sequence[models.Event]:
    """Across conversations, for the inbox; with those of the `late` ids that are there by now."""
    found = Q(pk__gt=event_id) | Q(pk__in=late) if late else Q(pk__gt=event_id)
    rows = models.Event.objects.filter(found).select_related("conversation")
    return list(rows.order_by("pk")[:limit])
