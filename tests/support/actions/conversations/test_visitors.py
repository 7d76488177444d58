"""The customer's side: nothing is lost, nothing is doubled, everything is masked."""

import pytest

from services.support import models
from services.support.actions import conversations
from services.support.actions.conversations import refusals
from services.support.models.choices import Author, State

pytestmark = pytest.mark.django_db
Answering = models.Message.Answering


def test_a_message_is_stored_masked_and_waiting_for_an_answer(conversation: models.Conversation) -> None:
    message = conversations.post_visitor_message(conversation=conversation, text="I am ana@example.com, card lost")
    message.refresh_from_db()
    assert message.text == "I am [email], card lost"
    assert message.answering == Answering.PENDING
    assert "ana@" not in str(list(models.Event.objects.values_list("data", flat=True)))


def test_a_retry_with_the_same_client_id_adds_nothing(conversation: models.Conversation) -> None:
    first, again = (
        conversations.post_visitor_message(conversation=conversation, text="card lost", client_id="c1") for _ in "12"
    )
    assert first.pk == again.pk
    assert conversation.messages.count() == 1


@pytest.mark.parametrize("text", ["", "   \n\t ", "\x00\x01", "\u202e\u202c"])
def test_an_empty_message_is_refused_with_a_remedy(conversation: models.Conversation, text: str) -> None:
    with pytest.raises(refusals.EmptyMessage, match="Write something"):
        conversations.post_visitor_message(conversation=conversation, text=text)


def test_a_huge_message_is_refused_and_says_how_much_fits(conversation: models.Conversation) -> None:
    with pytest.raises(refusals.MessageTooLong, match="20,000"):
        conversations.post_visitor_message(conversation=conversation, text="x" * 1_000_000)
    assert not conversation.messages.exists()


@pytest.mark.parametrize("text", ["nul\x00byte", "lone \ud800 surrogate", "<script>alert(1)</script>", "שלום", "🎉"])
def test_strange_messages_are_stored_on_any_database(conversation: models.Conversation, text: str) -> None:
    message = conversations.post_visitor_message(conversation=conversation, text=text)
    message.refresh_from_db()
    assert message.text
    assert "\x00" not in message.text


def test_events_are_numbered_without_gaps(conversation: models.Conversation) -> None:
    for text in ("one", "two", "three"):
        conversations.post_visitor_message(conversation=conversation, text=text)
    conversations.ask_for_person(conversation=conversation)
    numbers = list(conversation.events.order_by("pk").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_asking_for_a_person_joins_the_queue_once(conversation: models.Conversation) -> None:
    for _ in "12":
        row = conversations.ask_for_person(conversation=conversation)
    assert (row.state, row.handover_reason) == (State.WAITING, "asked_for_person")
    assert row.waiting_since is not None
    assert conversation.messages.filter(author=Author.SYSTEM).count() == 1


def test_writing_again_reopens_a_closed_conversation(conversation: models.Conversation) -> None:
    models.Conversation.objects.update(state=State.CLOSED)
    message = conversations.post_visitor_message(conversation=conversation, text="one more thing")
    conversation.refresh_from_db()
    assert conversation.state == State.BOT
    assert message.answering == Answering.PENDING
