"""Reads for the widget and the agent desk."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from services.support import models
from services.support.models.choices import Author, State
from services.support.queries import merges


def of_visitor(visitor_id: UUID, *, limit: int = 20) -> Sequence[models.Conversation]:
    return list(models.Conversation.objects.filter(visitor_id=visitor_id).order_by("-created_at")[:limit])


def visitor_conversation(conversation_id: UUID, visitor_id: UUID) -> models.Conversation | None:
    """Only the visitor's own: to anybody else it does not exist."""
    return models.Conversation.objects.filter(pk=conversation_id, visitor_id=visitor_id).first()


def visitor_message(message_id: int, visitor_id: UUID) -> models.Message | None:
    return models.Message.objects.filter(pk=message_id, conversation__visitor_id=visitor_id).first()


def conversation(conversation_id: UUID) -> models.Conversation | None:
    return (
        models.Conversation.objects.select_related("assigned_to", "visitor", "prediction")
        .filter(pk=conversation_id)
        .first()
    )


def conversations(*, state: str = "", agent_id: int | None = None) -> QuerySet[models.Conversation]:
    """For lists, with the last thing said; who has waited longest comes first among those waiting."""
    last_said = models.Message.objects.filter(conversation=OuterRef("pk")).exclude(author=Author.SYSTEM).order_by("-pk")
    rows = models.Conversation.objects.select_related("assigned_to").annotate(
        last_text=Subquery(last_said.values("text")[:1]), last_author=Subquery(last_said.values("author")[:1])
    )
    if state:
        rows = rows.filter(state=state)
    if agent_id is not None:
        rows = rows.filter(assigned_to_id=agent_id)
    return rows.order_by("waiting_since", "pk") if state == State.WAITING else rows.order_by("-updated_at", "pk")


def messages(conversation_id: UUID) -> Sequence[models.Message]:
    """In the order they were written, with those of conversations that were merged into it."""
    family = merges.family(conversation_id)
    rows = models.Message.objects.filter(conversation_id__in=family).select_related("agent", "trace")
    return list(rows.prefetch_related("attachments").order_by("pk"))


def last_question(conversation: models.Conversation) -> models.Message | None:
    """What the customer wrote last."""
    return conversation.messages.filter(author=Author.VISITOR).order_by("-pk").first()


def turns_before(message: models.Message, *, limit: int = 6) -> list[models.Message]:
    """The last few messages before this one, oldest first, with the traces of the assistant's own."""
    rows = models.Message.objects.filter(conversation_id__in=merges.family(message.conversation_id), pk__lt=message.pk)
    rows = rows.exclude(author=Author.SYSTEM).select_related("trace")
    return list(rows.order_by("-pk")[:limit])[::-1]


def message_as_dict(message: models.Message, *, rung: str | None = None) -> dict[str, Any]:
    """What streams and pages show of a message."""
    return {
        "id": message.pk,
        "author": message.author,
        "agent": agent_name(message.agent),
        "text": message.text,
        "citations": message.citations,
        "in_reply_to": message.in_reply_to_id,
        "client_id": message.client_id,
        "created_at": message.created_at.isoformat(),
        "feedback": message.feedback,
        "rung": rung,
        "channel": message.channel,
    }


def agent_name(agent: Any) -> str | None:
    """The name customers see; never the login's address."""
    return (agent.get_full_name() or agent.get_username()) if agent is not None else None
