"""The agent's side: take over, answer, hand back, close."""

from uuid import UUID

from services.support import models
from services.support.actions.answer.cleaning import clean
from services.support.actions.answer.wording import say
from services.support.actions.conversations import mailing
from services.support.actions.conversations.refusals import EmptyMessage, StateConflict, TakenByAnother
from services.support.actions.conversations.rows import add_message, append_event, change_state, locked
from services.support.models.choices import Author, Reason, State
from services.support.queries.conversations import agent_name
from shared.accounts.models import User


def take_over(*, conversation: models.Conversation | UUID, agent: User) -> models.Conversation:
    """From here on only this agent speaks; an answer that the assistant is still writing is thrown away."""
    with locked(conversation) as row:
        if row.state == State.PERSON:
            require_mine(row, agent)
            return row
        if row.state == State.CLOSED:
            raise StateConflict("The conversation is closed. It reopens when the customer writes again.")
        change_state(row, State.PERSON, reason=row.handover_reason or Reason.AGENT_REQUESTED.value, agent=agent)
        joined = say("took_over", row.language, agent=agent_name(agent) or "")
        add_message(row, author=Author.SYSTEM, text=joined, agent=agent)
        return row


def post_agent_message(
    *, conversation: models.Conversation | UUID, agent: User, text: str, client_id: str = "", original: str = ""
) -> models.Message:
    """`original` is what the agent wrote, where `text` is its translation: the customer gets the text alone."""
    said, written = clean(text), clean(original)
    if not said:
        raise EmptyMessage
    with locked(conversation) as row:
        if client_id and (known := row.messages.filter(client_id=client_id).first()):
            return known
        require_mine(row, agent)
        row.awaiting_since = row.snoozed_until = None
        row.save(update_fields=["awaiting_since", "snoozed_until"])
        return add_message(row, author=Author.AGENT, text=said, agent=agent, client_id=client_id, original=written)


def hand_back(*, conversation: models.Conversation | UUID, agent: User) -> models.Conversation:
    """The assistant answers what comes next; what was said so far stays answered by people."""
    with locked(conversation) as row:
        if row.state == State.PERSON:
            require_mine(row, agent)
        elif row.state != State.WAITING:
            raise StateConflict("Nobody has taken this conversation over.")
        row.unhappy_count = 0
        change_state(row, State.BOT)
        add_message(row, author=Author.SYSTEM, text=say("handed_back", row.language))
        return row


def close(*, conversation: models.Conversation | UUID, agent: User) -> models.Conversation:
    with locked(conversation) as row:
        if row.state == State.CLOSED:
            return row
        if row.state == State.PERSON:
            require_mine(row, agent)
        change_state(row, State.CLOSED)
        mailing.enclose_farewell(add_message(row, author=Author.SYSTEM, text=say("closed", row.language)))
        append_event(row, "closed", {})
        return row


def show_typing(*, conversation: models.Conversation | UUID, agent: User, on: bool) -> None:
    with locked(conversation) as row:
        require_mine(row, agent)
        append_event(row, "typing", {"author": Author.AGENT.value, "on": on})


def require_mine(row: models.Conversation, agent: User) -> None:
    """Raises where somebody else, or nobody, talks with the customer."""
    if row.state != State.PERSON:
        raise StateConflict("Take the conversation over first.")
    if row.assigned_to_id != agent.pk:
        raise TakenByAnother(f"{agent_name(row.assigned_to)} is with this customer.")
