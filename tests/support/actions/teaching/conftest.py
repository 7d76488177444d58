"""People who correct and decide, and a conversation that went wrong."""

import pytest

from services.support import models
from services.support.actions import conversations, remembered
from shared.accounts.models import User


@pytest.fixture
def edith(db: None) -> User:
    """The editor."""
    return User.objects.create_user(username="edith", password=None, role="editor")


@pytest.fixture
def asked(bank: None, conversation: models.Conversation) -> models.Message:
    """A question that the bank knows nothing of, with the assistant's reply."""
    message = conversations.post_visitor_message(conversation=conversation, text="zebra crossing voucher")
    conversations.answer_message(message.pk)
    message.refresh_from_db()
    return message


@pytest.fixture
def near_enough(bank: None) -> None:
    """As if calibration had found that a cosine of .9 is near enough, whatever stands beside it."""
    row = models.Policy.objects.get(pk=1)
    row.taught = {"weights": [200.0, 0.0, -180.0], "scores": [0.5] * 20, "correct": [True] * 20, "encoder": "tiny"}
    row.save()
    remembered.policy.forget()
