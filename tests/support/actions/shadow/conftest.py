"""The same bank, versions and candidates as for naming them; and customers who ask."""

from collections.abc import Callable

import pytest

from services.support import models
from services.support.actions import conversations
from tests.support.actions.candidates.conftest import mixed_up, name, other_encoder, validation

__all__ = ["mixed_up", "name", "other_encoder", "validation"]

Ask = Callable[..., models.Message]


@pytest.fixture
def ask(bank: None) -> Ask:
    """A customer asks, and is answered; the question."""

    def asked(text: str = "my card is lost", *, talk: models.Conversation | None = None) -> models.Message:
        row = talk or conversations.open_conversation(visitor=conversations.open_visitor(language="en"))
        question = conversations.post_visitor_message(conversation=row, text=text)
        assert conversations.answer_message(question.pk) is not None
        return question

    return asked
