"""Rows that tests of queries and pages start from, made by the actions that make them in earnest."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from services.support import models
from services.support.actions import conversations
from services.support.actions.documents import ingest_file
from services.support.actions.records import import_file
from services.support.models.choices import Reason, Rung

ARTICLE = """---
title: Order a replacement card
language: en
---

# Order a replacement card

## What it costs

Standard post is free and takes 5–7 working days. Express costs {price} EUR.

## How to order

Open **Cards**, pick the card and tap **Replace**.
"""
INTENTS = (
    b'[{"name": "card_lost", "title": {"en": "Card lost"}, "slots": {"line": "+44 20 7946 0111"},'
    b' "templates": [{"language": "en", "text": "Call {line}."}]}]'
)


def article(*, price: str = "9.90", key: str = "en/replace-card") -> models.Document:
    return ingest_file(filename=f"{key}.md", data=ARTICLE.format(price=price).encode(), key=key).document


def intents() -> models.Intent:
    import_file(kind="intents", filename="intents.json", data=INTENTS)
    return models.Intent.objects.get(name="card_lost")


def conversation(text: str = "Where is my card?") -> models.Conversation:
    visitor = conversations.open_visitor(language="en")
    row = conversations.open_conversation(visitor=visitor)
    conversations.post_visitor_message(conversation=row, text=text)
    row.refresh_from_db()
    return row


def waiting(text: str = "Where is my card?") -> models.Conversation:
    return conversations.ask_for_person(conversation=conversation(text))


def trace(*, days_ago: float = 0, **fields: Any) -> models.Trace:
    given = {
        "text": "Can I buy shares?",
        "language": "en",
        "rung": Rung.TEMPLATE,
        "reason": Reason.INTENT_ACCEPTED,
        "milliseconds": 20.0,
    }
    row = models.Trace.objects.create(**{**given, **fields})
    # The column sets itself at creation.
    models.Trace.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(days=days_ago))
    return row
