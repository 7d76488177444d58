"""The agent's side: one person at a time, and the assistant silent meanwhile."""

import pytest

from services.support import models
from services.support.actions import conversations
from services.support.actions.conversations import refusals
from services.support.models.choices import Author, State
from shared.accounts.models import User

pytestmark = pytest.mark.django_db
Answering = models.Message.Answering


def test_taking_over_calls_off_what_the_assistant_has_not_answered(
    conversation: models.Conversation, ana: User
) -> None:
    question = conversations.post_visitor_message(conversation=conversation, text="card lost")
    row = conversations.take_over(conversation=conversation, agent=ana)
    question.refresh_from_db()
    assert (row.state, row.epoch, row.assigned_to) == (State.PERSON, 1, ana)
    assert question.answering == Answering.NOT_NEEDED


def test_a_colleague_cannot_speak_in_between(conversation: models.Conversation, ana: User, ben: User) -> None:
    conversations.take_over(conversation=conversation, agent=ana)
    for refused in (
        lambda: conversations.take_over(conversation=conversation, agent=ben),
        lambda: conversations.post_agent_message(conversation=conversation, agent=ben, text="hi"),
        lambda: conversations.hand_back(conversation=conversation, agent=ben),
    ):
        with pytest.raises(refusals.TakenByAnother, match="Ana"):
            refused()


def test_an_agent_who_has_not_taken_over_cannot_write(conversation: models.Conversation, ana: User) -> None:
    with pytest.raises(refusals.StateConflict, match="Take the conversation over"):
        conversations.post_agent_message(conversation=conversation, agent=ana, text="hi")


def test_while_a_person_is_there_messages_need_no_answer(conversation: models.Conversation, ana: User) -> None:
    conversations.take_over(conversation=conversation, agent=ana)
    message = conversations.post_visitor_message(conversation=conversation, text="are you there?")
    assert message.answering == Answering.NOT_NEEDED


def test_handing_back_lets_the_assistant_answer_what_comes_next(conversation: models.Conversation, ana: User) -> None:
    conversations.take_over(conversation=conversation, agent=ana)
    conversations.post_agent_message(conversation=conversation, agent=ana, text="Done.", client_id="a1")
    conversations.post_agent_message(conversation=conversation, agent=ana, text="Done.", client_id="a1")
    row = conversations.hand_back(conversation=conversation, agent=ana)
    assert (row.state, row.assigned_to) == (State.BOT, None)
    assert conversation.messages.filter(author=Author.AGENT).count() == 1
    message = conversations.post_visitor_message(conversation=conversation, text="thanks, and the fee?")
    assert message.answering == Answering.PENDING


def test_closing_twice_closes_once(conversation: models.Conversation, ana: User) -> None:
    for _ in "12":
        row = conversations.close(conversation=conversation, agent=ana)
    assert row.state == State.CLOSED
    assert conversation.events.filter(kind="closed").count() == 1
