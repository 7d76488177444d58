"""Thumbs: counted once each, and the second one down calls a person."""

import pytest

from services.support import models
from services.support.actions import conversations
from services.support.actions.conversations.refusals import StateConflict
from services.support.actions.conversations.rows import add_message, locked
from services.support.models.choices import Author, State

pytestmark = pytest.mark.django_db


def test_the_second_thumb_down_calls_a_person(conversation: models.Conversation) -> None:
    first, second = _answers(conversation)
    assert conversations.give_feedback(message=first, value=-1).state == State.BOT
    row = conversations.give_feedback(message=second, value=-1)
    assert (row.state, row.handover_reason) == (State.WAITING, "unhappy_twice")


def test_the_same_thumb_twice_counts_once_and_can_be_taken_back(conversation: models.Conversation) -> None:
    first, _ = _answers(conversation)
    for value, count in ((-1, 1), (-1, 1), (1, 0), (-1, 1), (0, 0)):
        assert conversations.give_feedback(message=first, value=value).unhappy_count == count


def test_a_customers_own_words_cannot_be_rated(conversation: models.Conversation) -> None:
    question = conversations.post_visitor_message(conversation=conversation, text="card lost")
    with pytest.raises(StateConflict):
        conversations.give_feedback(message=question, value=1)


def _answers(conversation: models.Conversation) -> list[models.Message]:
    with locked(conversation) as row:
        return [add_message(row, author=Author.BOT, text=text) for text in ("first", "second")]
