"""The customer's side: open, write, ask for a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.utils import timezone

from services.support import models
from services.support.actions.answer.cleaning import clean
from services.support.actions.answer.wording import say
from services.support.actions.conversations.refusals import EmptyMessage, MessageTooLong
from services.support.actions.conversations.routing import team_for
from services.support.actions.conversations.rows import Answering, add_message, append_event, change_state, locked
from services.support.actions.forecast import following
from services.support.models.choices import Author, Channel, Reason, State
from services.support.queries import merges
from shared import privacy

LONGEST_MESSAGE = 20_000
_SUBJECT = 120


def open_visitor(*, language: str = "", external_id: str = "") -> models.Visitor:
    """A new visitor, or the one the company knows under its own id."""
    if not external_id:
        return models.Visitor.objects.create(language=language)
    return models.Visitor.objects.get_or_create(external_id=external_id, defaults={"language": language})[0]


def open_conversation(
    *, visitor: models.Visitor, language: str = "", subject: str = "", **fields: str
) -> models.Conversation:
    """Without a subject, the first words that are written become it."""
    said = privacy.mask(clean(subject)).text.replace("\n", " ")[:_SUBJECT]
    return models.Conversation.objects.create(
        visitor=visitor, language=language or visitor.language, subject=said, **fields
    )


def post_visitor_message(
    *,
    conversation: models.Conversation | UUID,
    text: str,
    client_id: str = "",
    channel: Channel = Channel.WIDGET,
) -> models.Message:
    """Store it, masked and waiting for an answer, before anything else is tried. A retry adds nothing."""
    said = privacy.mask(_accepted(text)).text
    with _going_on(conversation) as row:
        if client_id and (known := row.messages.filter(client_id=client_id).first()):
            return known
        if row.state == State.CLOSED:
            change_state(row, State.BOT)
        row.subject, row.channel = row.subject or said.splitlines()[0][:_SUBJECT], channel
        row.save(update_fields=["subject", "channel"])
        bot_answers = row.state == State.BOT
        if not bot_answers:
            # Whoever has put it off is asked again, and the clock of the answer begins.
            row.awaiting_since, row.snoozed_until = row.awaiting_since or timezone.now(), None
            row.save(update_fields=["awaiting_since", "snoozed_until"])
        answering = Answering.PENDING if bot_answers else Answering.NOT_NEEDED
        message = add_message(
            row, author=Author.VISITOR, text=said, client_id=client_id, answering=answering, channel=channel
        )
        if call_early(row):
            message.answering = Answering.NOT_NEEDED
        elif bot_answers:
            append_event(row, "typing", {"author": Author.BOT.value, "on": True})
        return message


def ask_for_person(*, conversation: models.Conversation | UUID) -> models.Conversation:
    """Asked by button; asked twice, nothing more happens."""
    with _going_on(conversation) as row:
        if row.state == State.BOT:
            wait_for_person(row, Reason.ASKED_FOR_PERSON)
        return row


def call_early(row: models.Conversation) -> bool:
    """Under the lock: foresee how it will end, and call a person where the operator wants that."""
    called = following.is_time_for_a_person(row, following.follow(row))
    if called:
        wait_for_person(row, Reason.LIKELY_UNHAPPY)
    return called


@contextmanager
def _going_on(conversation: models.Conversation | UUID) -> Iterator[models.Conversation]:
    """The conversation, or the one that it was merged into, locked."""
    key = conversation.pk if isinstance(conversation, models.Conversation) else conversation
    while True:
        end = merges.end_of(key)
        with locked(end) as row:
            # Merged or parted before we had the lock: look again.
            if merges.end_of(key) == end:
                yield row
                return


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
