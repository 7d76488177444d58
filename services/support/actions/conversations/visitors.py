"""The customer's side: open, write, ask for a person."""

from uuid import UUID

from django.utils import timezone

from services.support import models
from services.support.actions.answer.cleaning import clean
from services.support.actions.answer.wording import say
from services.support.actions.conversations.refusals import EmptyMessage, MessageTooLong
from services.support.actions.conversations.routing import team_for
from services.support.actions.conversations.rows import Answering, add_message, append_event, change_state, locked
from services.support.models.choices import Author, Reason, State
from shared import privacy

LONGEST_MESSAGE = 20_000
_SUBJECT = 120


def open_visitor(*, language: str = "", external_id: str = "") -> models.Visitor:
    """A new visitor, or the one the company knows under its own id."""
    if not external_id:
        return models.Visitor.objects.create(language=language)
    return models.Visitor.objects.get_or_create(external_id=external_id, defaults={"language": language})[0]


def open_conversation(*, visitor: models.Visitor, language: str = "") -> models.Conversation:
    return models.Conversation.objects.create(visitor=visitor, language=language or visitor.language)


def post_visitor_message(*, conversation: models.Conversation | UUID, text: str, client_id: str = "") -> models.Message:
    """Store it, masked and waiting for an answer, before anything else is tried. A retry adds nothing."""
    said = privacy.mask(_accepted(text)).text
    with locked(conversation) as row:
        if client_id and (known := row.messages.filter(client_id=client_id).first()):
            return known
        if row.state == State.CLOSED:
            change_state(row, State.BOT)
        if not row.subject:
            row.subject = said.splitlines()[0][:_SUBJECT]
            row.save(update_fields=["subject"])
        bot_answers = row.state == State.BOT
        if not bot_answers:
            # Whoever has put it off is asked again, and the clock of the answer begins.
            row.awaiting_since, row.snoozed_until = row.awaiting_since or timezone.now(), None
            row.save(update_fields=["awaiting_since", "snoozed_until"])
        answering = Answering.PENDING if bot_answers else Answering.NOT_NEEDED
        message = add_message(row, author=Author.VISITOR, text=said, client_id=client_id, answering=answering)
        if bot_answers:
            append_event(row, "typing", {"author": Author.BOT.value, "on": True})
        return message


def ask_for_person(*, conversation: models.Conversation | UUID) -> models.Conversation:
    """Asked by button; asked twice, nothing more happens."""
    with locked(conversation) as row:
        if row.state == State.BOT:
            wait_for_person(row, Reason.ASKED_FOR_PERSON)
        return row


def wait_for_person(row: models.Conversation, reason: Reason) -> None:
    """Under the lock: tell the customer, and join the queue."""
    add_message(row, author=Author.SYSTEM, text=say(reason.value, row.language))
    row.team = row.team or team_for(topic=row.topic, language=row.language)
    change_state(row, State.WAITING, reason=reason.value)


def _accepted(text: str) -> str:
    if len(text) > LONGEST_MESSAGE:
        raise MessageTooLong(
            f"The message has {len(text):,} characters; at most {LONGEST_MESSAGE:,} fit. Send it in parts."
        )
    cleaned = clean(text)
    if not cleaned:
        raise EmptyMessage
    return cleaned
