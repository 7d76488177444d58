"""From a stored question to one reply, with real tiny models."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from services.support import models
from services.support.actions import conversations
from services.support.actions.conversations import answering, claims
from services.support.models.choices import Author, Reason, Rung, State
from shared.accounts.models import User
from tests.support.actions.answer.test_engine_down import replying_server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bank")]
Answering = models.Message.Answering


@pytest.fixture
def question(conversation: models.Conversation) -> models.Message:
    return conversations.post_visitor_message(conversation=conversation, text="my card is lost")


def test_the_reply_names_its_question_and_its_trace(question: models.Message) -> None:
    reply = conversations.answer_message(question.pk)
    assert reply is not None
    assert (reply.author, reply.in_reply_to) == (Author.BOT, question)
    assert (reply.trace.rung, reply.trace.question_id) == (Rung.TEMPLATE, question.pk)
    question.refresh_from_db()
    assert question.answering == Answering.DONE


def test_answering_twice_replies_once(question: models.Message) -> None:
    assert conversations.answer_message(question.pk) is not None
    assert conversations.answer_message(question.pk) is None
    assert models.Message.objects.filter(in_reply_to=question).count() == 1


def test_a_claim_keeps_others_off_until_it_runs_out(question: models.Message) -> None:
    assert claims.claim(question.pk) is not None
    assert conversations.answer_message(question.pk) is None
    _let_claim_run_out(question)
    assert conversations.sweep_unanswered() == 1


def test_the_sweep_leaves_fresh_messages_to_the_web_process(question: models.Message) -> None:
    assert conversations.sweep_unanswered() == 0
    models.Message.objects.update(created_at=timezone.now() - timedelta(seconds=10))
    assert conversations.sweep_unanswered() == 1


def test_handing_over_queues_the_conversation_and_stops_the_assistant(conversation: models.Conversation) -> None:
    asked = conversations.post_visitor_message(conversation=conversation, text="talk to a human")
    later = conversations.post_visitor_message(conversation=conversation, text="my card is lost")
    assert conversations.answer_message(asked.pk) is not None
    assert conversations.answer_message(later.pk) is None
    conversation.refresh_from_db()
    assert (conversation.state, conversation.handover_reason) == (State.WAITING, Reason.ASKED_FOR_PERSON)


def test_two_complaints_in_words_call_a_person(conversation: models.Conversation) -> None:
    for text in ("that doesn't help", "this is useless"):
        conversations.answer_message(conversations.post_visitor_message(conversation=conversation, text=text).pk)
    conversation.refresh_from_db()
    assert (conversation.state, conversation.handover_reason) == (State.WAITING, Reason.UNHAPPY_TWICE)


def test_an_erased_conversation_is_no_error(question: models.Message) -> None:
    claimed = claims.claim(question.pk)
    models.Visitor.objects.all().delete()
    assert claimed is not None
    assert conversations.answer_message(question.pk) is None


def test_after_too_many_attempts_a_person_reads_it(question: models.Message) -> None:
    models.Message.objects.filter(pk=question.pk).update(attempts=claims.MOST_ATTEMPTS)
    reply = conversations.answer_message(question.pk)
    assert reply is not None
    assert reply.trace.reason == Reason.ENGINE_DOWN
    assert reply.conversation.state == State.WAITING


def test_a_swamped_server_leaves_the_message_in_the_queue(
    question: models.Message, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.support.actions.conversations.answering._PATIENCE_SECONDS", 0.0)
    with replying_server(status=429, body=b"{}") as url:
        settings.MODELKIT_URL = url
        assert conversations.answer_message(question.pk) is None
    question.refresh_from_db()
    assert (question.answering, question.attempts) == (Answering.PENDING, 0)
    settings.MODELKIT_URL = ""
    assert conversations.answer_message(question.pk) is not None


def test_an_answer_begun_before_a_take_over_is_thrown_away(question: models.Message, ana: User) -> None:
    claimed = claims.claim(question.pk)
    assert claimed is not None
    conversations.take_over(conversation=question.conversation, agent=ana)
    conversations.hand_back(conversation=question.conversation, agent=ana)
    assert answering._write(claimed, answering._gave_up(claimed)[0]) is None
    assert not models.Message.objects.filter(author=Author.BOT).exists()


def _let_claim_run_out(question: models.Message) -> None:
    models.Message.objects.filter(pk=question.pk).update(
        claimed_until=timezone.now() - timedelta(seconds=1), created_at=timezone.now() - timedelta(minutes=1)
    )
