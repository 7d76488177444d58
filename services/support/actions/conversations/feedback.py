"""Thumbs under an answer. Unhappy twice, and a person is called."""

from services.support import models
from services.support.actions.answer.ladder import UNHAPPY_LIMIT
from services.support.actions.conversations.refusals import StateConflict
from services.support.actions.conversations.rows import append_event, locked
from services.support.actions.conversations.visitors import call_early, wait_for_person
from services.support.models.choices import Author, Reason, State


def give_feedback(*, message: models.Message, value: int) -> models.Conversation:
    """1, -1 or 0 to take it back. The same thumb twice counts once."""
    if message.author not in {Author.BOT, Author.AGENT} or value not in {-1, 0, 1}:
        raise StateConflict("Only answers can be rated, with 1, -1 or 0.")
    with locked(message.conversation_id) as row:
        current = row.messages.get(pk=message.pk)
        if current.feedback == value:
            return row
        row.unhappy_count = max(row.unhappy_count + (value == -1) - (current.feedback == -1), 0)
        row.save(update_fields=["unhappy_count"])
        current.feedback = value
        current.save(update_fields=["feedback"])
        append_event(row, "feedback", {"message": current.pk, "value": value})
        if value == -1 and row.state == State.BOT and row.unhappy_count >= UNHAPPY_LIMIT:
            wait_for_person(row, Reason.UNHAPPY_TWICE)
        call_early(row)
        return row
