"""A message as a mail: plain text, in the thread that it answers, marked for machines as what it is."""

from collections.abc import Iterator
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from services.support import models
from services.support.actions import remembered, satisfaction
from services.support.actions.answer.wording import WORDING, say
from services.support.actions.mail.addresses import reply_to
from services.support.actions.mail.reading.automatic import LOOP_HEADER
from services.support.models.choices import Author
from services.support.queries import mail as queries

_SUBJECT = 150


def compose(mail: models.SentMail, *, to: str) -> EmailMessage:
    message = mail.message
    return EmailMessage(
        subject=_subject(message.conversation),
        body=_body(message),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        reply_to=[reply_to()],
        headers=_headers(mail),
    )


def _subject(row: models.Conversation) -> str:
    """One line, whatever the customer's was. The tag finds the thread where a mail program drops the references."""
    said = " ".join(row.subject.split())[:_SUBJECT] or say("mail_subject", _language(row))
    return f"Re: {said} [#{row.mail_tag}]" if row.mail_tag else f"Re: {said}"


def _headers(mail: models.SentMail) -> dict[str, str]:
    message = mail.message
    before = [one for one in queries.thread_ids(message.conversation_id) if one != mail.header_id]
    answered = getattr(message.in_reply_to, "received_mail", None) if message.in_reply_to else None
    headers = {"Message-ID": mail.header_id, LOOP_HEADER: parseaddr(reply_to())[1]}
    if before:
        headers["In-Reply-To"] = answered.header_id if answered and answered.header_id else before[-1]
        headers["References"] = " ".join(before)
    if message.author != Author.AGENT:
        # Tells other machines not to answer.
        automatic = "auto-replied" if message.author == Author.BOT else "auto-generated"
        headers |= {"Auto-Submitted": automatic, "X-Auto-Response-Suppress": "All"}
    return headers


def _body(message: models.Message) -> str:
    row, language = message.conversation, _language(message.conversation)
    parts = [message.text]
    if sources := list(_sources(message.citations)):
        parts.append("\n".join([say("mail_sources", language), *sources]))
    if message.author == Author.SYSTEM and settings.SITE_URL and satisfaction.is_asked(row):
        asked = f"{satisfaction.question_for(row)} {say('mail_rate', language)}"
        parts.append(f"{asked}\n{settings.SITE_URL}{satisfaction.link_for(row)}")
    closing = "mail_by_assistant" if message.author == Author.BOT else "mail_by_person"
    parts.append(f"-- \n{remembered.policy().company}\n{say(closing, language)}")
    return "\n\n".join(part for part in parts if part)


def _sources(citations: list[dict[str, Any]]) -> Iterator[str]:
    """One line each; the passage's page where customers reach this site, else the article's own address."""
    for one in citations:
        heading = f" › {one['heading']}" if one.get("heading") else ""
        title = " ".join(f"[{one['n']}] {one['title']}{heading}".split())
        address = str(one.get("url") or "")
        if settings.SITE_URL:
            address = f"{settings.SITE_URL}{reverse('source', args=[one['chunk']])}?version={one['version']}"
        elif urlsplit(address).scheme not in {"http", "https"}:
            address = ""
        yield f"{title}\n    {address}" if address else title


def _language(row: models.Conversation) -> str:
    return row.language if row.language in WORDING else "en"
