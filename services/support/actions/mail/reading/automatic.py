"""Which mail nobody wrote: bounces, auto-replies, lists, and our own coming back. None of it is ever answered."""

from collections.abc import Collection
from email.message import Message

from services.support.actions.mail.reading.headers import text_of
from services.support.models.choices import Verdict

# On everything that we send; what comes back with it went round in a loop.
LOOP_HEADER = "X-Loop"
_BULK = {"bulk", "junk", "list", "auto_reply", "auto-reply"}
_DAEMONS = ("mailer-daemon", "postmaster")
_UNREAD = ("no-reply", "noreply", "do-not-reply", "donotreply", "no_reply")
_MARKS = ("X-Autoreply", "X-Autorespond", "X-Autoresponse", "List-Id", "List-Unsubscribe", "Feedback-ID")


def verdict_on(message: Message, *, sender: str, own: Collection[str]) -> Verdict:
    """`TAKEN` where a person seems to have written it."""
    if _is_bounce(message, sender):
        return Verdict.BOUNCE
    if not sender:
        return Verdict.NO_SENDER
    looped = {str(value).strip().lower() for value in message.get_all(LOOP_HEADER, [])}
    if sender in own or looped & set(own):
        return Verdict.OWN
    return Verdict.AUTOMATIC if _is_automatic(message, sender) else Verdict.TAKEN


def _is_bounce(message: Message, sender: str) -> bool:
    null_sender = any("".join(str(value).split()) == "<>" for value in message.get_all("Return-Path", []))
    local = sender.partition("@")[0]
    return null_sender or local in _DAEMONS or message.get_content_type() == "multipart/report"


def _is_automatic(message: Message, sender: str) -> bool:
    submitted = text_of(message, "Auto-Submitted").split(";")[0].strip().lower()
    if submitted not in {"", "no"} or text_of(message, "Precedence").lower() in _BULK:
        return True
    return any(mark in message for mark in _MARKS) or sender.partition("@")[0] in _UNREAD
