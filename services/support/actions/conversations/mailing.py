"""Which messages also go out by mail: written beside them, in their transaction."""

import secrets
from email.utils import parseaddr

from django.conf import settings

from services.support import models
from services.support.models.choices import Author, Channel

_SPOKEN = (Author.BOT, Author.AGENT)


def enclose(message: models.Message) -> models.SentMail | None:
    """Under the conversation's lock: what the assistant or an agent says goes where the customer wrote last."""
    row = message.conversation
    if row.channel != Channel.EMAIL or message.author not in _SPOKEN:
        return None
    return _write(message)


def enclose_farewell(message: models.Message) -> models.SentMail | None:
    """That a conversation was closed is mailed once, and only to ask how it was."""
    row = message.conversation
    nobody_asks = not settings.SITE_URL or models.Survey.objects.filter(enabled=False).exists()
    said = row.messages.filter(sent_mail__isnull=False)
    if row.channel != Channel.EMAIL or nobody_asks or not said.exists() or said.filter(author=Author.SYSTEM).exists():
        return None
    return _write(message)


def new_tag() -> str:
    """Sixty bits by chance: nobody guesses one, and it is no use without the sender's address."""
    return "".join(secrets.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(12))


def _write(message: models.Message) -> models.SentMail:
    message.channel = Channel.EMAIL
    message.save(update_fields=["channel"])
    domain = parseaddr(settings.MAIL_REPLY_TO or settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    # Nobody guesses it: whoever refers to it has had the mail.
    return models.SentMail.objects.create(message=message, header_id=f"<{secrets.token_hex(16)}@{domain}>")
