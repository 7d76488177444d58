"""Who answers whom: take the next customer in line, or give one to a colleague. Two at once never get the same."""

from typing import ClassVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from services.support import models
from services.support.actions.answer.wording import say
from services.support.actions.conversations.agents import require_mine, take_over
from services.support.actions.conversations.refusals import StateConflict
from services.support.actions.conversations.rows import add_message, append_event, change_state, locked
from services.support.actions.desk.presence import seat_of
from services.support.models.choices import INTERNAL_EVENT, Author, Reason, State
from services.support.queries import desk as stored
from services.support.queries.conversations import agent_name
from shared.accounts.models import User
from shared.errors import ServiceError


class AtCapacity(ServiceError):
    """Too many customers at once. Hand one back, close one, or raise the limit."""

    code: ClassVar[str] = "at_capacity"


def take_next(*, agent: User) -> models.Conversation | None:
    """The most urgent one waiting that the agent's teams may take; nothing when nobody waits."""
    with transaction.atomic():
        # The agent's own row is the lock: two clicks of one agent must not both pass the limit.
        seat = models.Seat.objects.select_for_update().get(pk=seat_of(agent).pk)
        if stored.load(agent) >= seat.capacity:
            raise AtCapacity
        for candidate in stored.waiting_for(agent)[:20]:
            taken = _take(candidate.pk, agent)
            if taken is not None:
                return taken
    return None


def assign(
    *, conversation: models.Conversation | UUID, agent: User, to: User, force: bool = False
) -> models.Conversation:
    """`agent` gives it to `to`. Raises `AtCapacity` where they have enough, unless forced."""
    if not to.is_active or not to.has_role("agent"):
        raise StateConflict(_("Only people with a login at this desk answer customers."))
    with transaction.atomic():
        seat = models.Seat.objects.select_for_update().get(pk=seat_of(to).pk)
        with locked(conversation) as row:
            if row.state == State.CLOSED:
                raise StateConflict(_("The conversation is closed. It reopens when the customer writes again."))
            if row.state == State.PERSON and row.assigned_to_id == to.pk:
                return row
            if row.state == State.PERSON and not agent.has_role("editor"):
                require_mine(row, agent)
            if not force and stored.load(to) >= seat.capacity:
                raise AtCapacity(f"{agent_name(to)} has {seat.capacity} customers already.")
            change_state(row, State.PERSON, reason=row.handover_reason or Reason.AGENT_REQUESTED.value, agent=to)
            joined = say("took_over", row.language, agent=agent_name(to) or "")
            add_message(row, author=Author.SYSTEM, text=joined, agent=to)
            if agent.pk != to.pk:
                append_event(row, INTERNAL_EVENT, {"changed": "assigned_to", "agent": agent.pk})
            return row


def _take(key: UUID, agent: User) -> models.Conversation | None:
    """Somebody faster, or a customer who left, is no error: the next one is tried."""
    with locked(key) as row:
        return take_over(conversation=row, agent=agent) if row.state == State.WAITING else None
