"""The bank with a candidate that is ready, and visitors who come and go."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from services.support import models
from services.support.actions import conversations
from services.support.actions.candidates.base import base_in_force
from services.support.models.choices import Author, State
from tests.support.actions.candidates.conftest import mixed_up

__all__ = ["mixed_up"]

Ask = Callable[..., models.Message]
AGO = timedelta(hours=30)


@pytest.fixture
def candidate(mixed_up: int) -> models.Candidate:
    """It takes lost cards for forgotten numbers, and is sure of it."""
    return models.Candidate.objects.create(
        state=models.Candidate.State.READY,
        versions={"support-intent": mixed_up},
        base=base_in_force(),
        max_wrong_share=0.2,
        curves={"intent": {"scores": [1.0] * 20 + [0.64] * 20, "correct": [True] * 40}, "scorer": "fused"},
        ready_at=timezone.now(),
    )


@pytest.fixture
def ask(bank: None) -> Ask:
    """A visitor asks, and is answered; the assistant's answer."""

    def asked(text: str = "my card is lost", *, visitor: models.Visitor | None = None) -> models.Message:
        talk = conversations.open_conversation(visitor=visitor or conversations.open_visitor(language="en"))
        question = conversations.post_visitor_message(conversation=talk, text=text)
        reply = conversations.answer_message(question.pk)
        assert reply is not None
        return reply

    return asked


def visit(split: models.Split, *, treated: bool, unhappy: bool = False, ago: timedelta = AGO) -> models.Visitor:
    """A visitor who was exposed a while ago, with the event of a thumb right after."""
    at = timezone.now() - ago
    visitor = models.Visitor.objects.create()
    models.Exposure.objects.create(split=split, visitor=visitor, treated=treated, at=at)
    if unhappy:
        event(visitor, "feedback", {"value": -1}, at=at + timedelta(minutes=1))
    return visitor


def event(visitor: models.Visitor, kind: str, data: Mapping[str, object], *, at: datetime) -> models.Conversation:
    talk = visitor.conversations.first() or models.Conversation.objects.create(visitor=visitor, state=State.BOT)
    message = talk.messages.first() or talk.messages.create(author=Author.BOT, text="So.")
    number = talk.events.count() + 1
    made = models.Event.objects.create(
        conversation=talk, number=number, kind=kind, data={"message": message.pk, **data}
    )
    models.Event.objects.filter(pk=made.pk).update(created_at=at)
    return talk


def run_since(split: models.Split) -> None:
    models.Split.objects.filter(pk=split.pk).update(started_at=timezone.now() - 2 * AGO)
    split.refresh_from_db()
