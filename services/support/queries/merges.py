"""Which conversations read as one."""

from uuid import UUID

from django.db.models import QuerySet

from services.support import models


def in_force() -> QuerySet[models.Merge]:
    return models.Merge.objects.filter(undone_at=None)


def of_source(conversation_id: UUID) -> models.Merge | None:
    return in_force().filter(source_id=conversation_id).select_related("target", "agent").first()


def into(conversation_id: UUID) -> list[models.Merge]:
    """Those merged directly into this one, the oldest first."""
    return list(in_force().filter(target_id=conversation_id).select_related("source", "agent").order_by("pk"))


def end_of(conversation_id: UUID) -> UUID:
    """Where a conversation reads on at last. Merging never closes a circle, so this ends."""
    known = dict(in_force().values_list("source_id", "target_id")) if _is_source(conversation_id) else {}
    while conversation_id in known:
        conversation_id = known[conversation_id]
    return conversation_id


def family(conversation_id: UUID) -> list[UUID]:
    """The conversation and all that read on in it."""
    found, wanted = [conversation_id], [conversation_id]
    while wanted:
        wanted = list(in_force().filter(target_id__in=wanted).values_list("source_id", flat=True))
        found.extend(wanted)
    return found


def _is_source(conversation_id: UUID) -> bool:
    return in_force().filter(source_id=conversation_id).exists()
