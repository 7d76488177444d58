"""The conversation's lock, its numbered events, and its changes of state."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from services.support import models
from services.support.actions.conversations import mailing
from services.support.actions.conversations.refusals import UnknownConversation
from services.support.actions.wakeups import wakeups
from services.support.models.choices import State
from services.support.queries.conversations import agent_name, message_as_dict
from shared.accounts.models import User

Answering = models.Message.Answering


@contextmanager
def locked(conversation: models.Conversation | UUID | str) -> Iterator[models.Conversation]:
    """The conversation as it is now, and nobody else writing in it until the block ends.

    PostgreSQL locks the row; SQLite, whose transactions begin IMMEDIATE, the database.
    """
    key = conversation.pk if isinstance(conversation, models.Conversation) else conversation
    with transaction.atomic():
        row = models.Conversation.objects.select_for_update().filter(pk=key).first()
        if row is None:
            raise UnknownConversation
        yield row


def append_event(conversation: models.Conversation, kind: str, data: dict[str, Any]) -> models.Event:
    """Under the lock only, so that numbers have no gaps and are seen in order."""
    conversation.last_event += 1
    conversation.save(update_fields=["last_event", "updated_at"])
    event = models.Event.objects.create(conversation=conversation, number=conversation.last_event, kind=kind, data=data)
    key = conversation.pk
    transaction.on_commit(lambda: wakeups.wake(key))
    return event


def add_message(
    conversation: models.Conversation, *, author: str, text: str, rung: str | None = None, **fields: Any
) -> models.Message:
    """With its event, and the mail that carries it where the customer writes mails."""
    message = models.Message.objects.create(conversation=conversation, author=author, text=text, **fields)
    mailing.enclose(message)
    append_event(conversation, "message", message_as_dict(message, rung=rung))
    return message


def change_state(
    conversation: models.Conversation, state: State, *, reason: str = "", agent: User | None = None
) -> None:
    """Raise the epoch, which fences off every answer that was begun before."""
    now = timezone.now()
    conversation.state = state
    conversation.epoch += 1
    conversation.assigned_to = agent
    conversation.handover_reason = reason if state in {State.WAITING, State.PERSON} else ""
    conversation.waiting_since = now if state == State.WAITING else None
    conversation.closed_at = now if state == State.CLOSED else None
    conversation.snoozed_until = None
    _count_the_wait(conversation, state, now)
    conversation.save()
    if state != State.BOT:
        call_off_answers(conversation)
    data = {"state": state.value, "epoch": conversation.epoch, "agent": agent_name(agent), "reason": reason}
    append_event(conversation, "state", data)


def _count_the_wait(conversation: models.Conversation, state: State, now: datetime) -> None:
    """The clock of a customer who waits for a person runs on when a person takes over, and stops at their answer."""
    if state == State.WAITING:
        conversation.awaiting_since = conversation.awaiting_since or now
    elif state != State.PERSON:
        conversation.awaiting_since = None


def call_off_answers(conversation: models.Conversation) -> None:
    """A person will answer what the assistant has not."""
    open_items = conversation.messages.filter(answering__in=[Answering.PENDING, Answering.CLAIMED])
    open_items.update(answering=Answering.NOT_NEEDED, claimed_until=None)
