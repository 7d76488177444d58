"""One mail becomes one message, whole or not at all, and the same mail again becomes nothing."""

import re
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.db import transaction

from services.support import models
from services.support.actions import conversations
from services.support.actions.answer.language import reply_language
from services.support.actions.answer.wording import WORDING, say
from services.support.actions.conversations.mailing import new_tag
from services.support.actions.conversations.rows import append_event, locked
from services.support.actions.conversations.visitors import wait_for_person
from services.support.actions.mail import addresses, attachments
from services.support.actions.mail.reading import Letter, Unreadable, read
from services.support.models.choices import INTERNAL_EVENT, Channel, Reason, State, Verdict
from services.support.queries import mail as queries

_HOUR = timedelta(hours=1)
# More than this from one address in an hour is answered by people only: two machines could go on for ever.
ANSWERED_AN_HOUR = 10
# More than this is counted and left in the mailbox.
TAKEN_AN_HOUR = 60
# A shorter text says less than its subject.
_SHORT = 12
_TAG = re.compile(r"\[#([A-Z2-7]{12})\]")
_AGAIN = re.compile(r"^\s*((re|aw|fw|fwd|wg|sv|回复|答复|转发)\s*(\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """Where in the mailbox a mail lies."""

    mailbox: models.Mailbox
    validity: int
    uid: int


def take(raw: bytes, *, place: Place, megabytes: int = 0) -> models.ReceivedMail:
    """The row of this mail, new or known. `megabytes` of a mail of which only the head was fetched."""
    try:
        letter = read(raw, own=addresses.ours())
    except Unreadable:
        letter = Letter("", "", (), "", "", Verdict.UNREADABLE)
    sender = addresses.digest_of(letter.sender)
    identity = sha256(f"{sender} {letter.message_id}".encode() if letter.message_id else raw).hexdigest()
    with transaction.atomic():
        known = models.ReceivedMail.objects.filter(identity=identity).first() or _at(place)
        if known is not None:
            return known
        row = models.ReceivedMail(
            mailbox=place.mailbox,
            validity=place.validity,
            uid=place.uid,
            identity=identity,
            sender=sender,
            header_id=letter.message_id,
            verdict=letter.verdict,
        )
        _decide(row, letter, megabytes)
        row.save()
        return row


def _at(place: Place) -> models.ReceivedMail | None:
    return models.ReceivedMail.objects.filter(mailbox=place.mailbox, validity=place.validity, uid=place.uid).first()


def _decide(row: models.ReceivedMail, letter: Letter, megabytes: int) -> None:
    if letter.verdict == Verdict.BOUNCE:
        _note_bounce(letter)
    if letter.verdict != Verdict.TAKEN:
        return
    before = queries.received_within(row.sender, _HOUR)
    if before >= TAKEN_AN_HOUR:
        row.verdict = Verdict.TOO_MANY
        return
    row.message = _post(row, letter, megabytes)
    row.conversation = row.message.conversation
    kept = attachments.keep(row.message, letter)
    _call_person(row.message, letter, many=before >= ANSWERED_AN_HOUR, files=bool(kept) or bool(megabytes))


def _post(row: models.ReceivedMail, letter: Letter, megabytes: int) -> models.Message:
    language = reply_language(letter.text or letter.subject, hint="", available=WORDING)
    conversation = _conversation(letter, language)
    text = _words(letter, new=not conversation.messages.exists())
    if megabytes:
        text = f"{text}\n\n{say('mail_too_large', language, size=str(megabytes))}".strip()
    return conversations.post_visitor_message(
        conversation=conversation,
        text=text or say("mail_without_words", language),
        client_id=f"mail-{row.identity[:56]}",
        channel=Channel.EMAIL,
    )


def _conversation(letter: Letter, language: str) -> models.Conversation:
    """What the mail refers to counts only among conversations of its sender: whoever else knows an id gains nothing."""
    visitor = addresses.visitor_of(letter.sender)
    tag = _TAG.search(letter.subject)
    found = queries.conversation_of(ids=letter.references, tag=tag[1] if tag else "", visitor_id=visitor.pk)
    if found is not None:
        return found
    return conversations.open_conversation(
        visitor=visitor,
        language=language,
        subject=_bare(letter.subject),
        channel=Channel.EMAIL.value,
        mail_tag=new_tag(),
    )


def _words(letter: Letter, *, new: bool) -> str:
    """A subject that begins a conversation is part of the question where the text says little."""
    subject = _bare(letter.subject)
    if new and subject and len(letter.text) < _SHORT:
        return f"{subject}\n\n{letter.text}".strip()
    return letter.text


def _bare(subject: str) -> str:
    return _AGAIN.sub("", _TAG.sub("", subject)).strip()


def _call_person(message: models.Message, letter: Letter, *, many: bool, files: bool) -> None:
    """Where the assistant would go round in circles, or has nothing but a file to read."""
    reason = Reason.MANY_MAILS if many else Reason.FOR_A_PERSON
    if not many and (letter.text or not files):
        return
    with locked(message.conversation_id) as row:
        if row.state == State.BOT:
            wait_for_person(row, reason)


def _note_bounce(letter: Letter) -> None:
    """Only who has had our mail knows its id, so a forged bounce can be about nothing but its forger's own."""
    came_back = models.SentMail.objects.filter(header_id__in=letter.given_back).exclude(
        state=models.SentMail.State.BOUNCED
    )
    for mail in came_back.select_related("message"):
        mail.state = models.SentMail.State.BOUNCED
        mail.save(update_fields=["state"])
        tell_desk(mail)


def tell_desk(mail: models.SentMail) -> None:
    """Whoever has the conversation open sees it at the message."""
    with locked(mail.message.conversation_id) as row:
        append_event(row, INTERNAL_EVENT, {"changed": "mail", "message": mail.message_id})
