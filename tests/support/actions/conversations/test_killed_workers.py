"""Answerers killed in the middle of a climb: real processes, SIGKILL, and the sweep afterwards."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from services.support import models
from services.support.actions import conversations
from services.support.models.choices import Author, State
from shared.accounts.models import User
from tests.support.actions.answer.test_engine_down import silent_server
from tests.support.actions.conversations import invariants
from tests.support.processes import start, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("bank")]
Answering = models.Message.Answering
WORKER = (
    "import sys, django; django.setup()\n"
    "from services.support.actions import conversations, engine\n"
    "engine._CUSTOMER_SECONDS = 120.0\n"
    "conversations.answer_message(int(sys.argv[1]))\n"
)


def test_a_killed_answerers_message_is_answered_once_by_the_sweep(conversation: models.Conversation) -> None:
    question = conversations.post_visitor_message(conversation=conversation, text="my card is lost")
    with silent_server() as url, _worker(question, url) as worker:
        wait_until(lambda: _answering(question) == Answering.CLAIMED, worker)
        worker.send_signal(signal.SIGKILL)
    assert not models.Message.objects.filter(author=Author.BOT).exists()
    assert conversations.sweep_unanswered() == 0
    _let_claims_run_out()
    assert conversations.sweep_unanswered() == 1
    assert conversations.sweep_unanswered() == 0
    invariants.check_nothing_is_left(conversation)


def test_nobody_answers_for_a_killed_answerer_once_a_person_is_there(
    conversation: models.Conversation, ana: User
) -> None:
    question = conversations.post_visitor_message(conversation=conversation, text="my card is lost")
    with silent_server() as url, _worker(question, url) as worker:
        wait_until(lambda: _answering(question) == Answering.CLAIMED, worker)
        conversations.take_over(conversation=conversation, agent=ana)
        worker.send_signal(signal.SIGKILL)
    _let_claims_run_out()
    assert conversations.sweep_unanswered() == 0
    assert not models.Message.objects.filter(author=Author.BOT).exists()
    invariants.check_nothing_is_left(conversation)


def test_an_answerer_that_wakes_up_late_finds_a_person_and_is_silent(
    conversation: models.Conversation, ana: User
) -> None:
    question = conversations.post_visitor_message(conversation=conversation, text="my card is lost")
    with _worker_behind_silence(question) as worker:
        worker.send_signal(signal.SIGSTOP)
        conversations.take_over(conversation=conversation, agent=ana)
    # Its server is gone by now: the woken answerer's call fails, and it wants to hand over.
    worker.send_signal(signal.SIGCONT)
    assert worker.wait(timeout=60) == 0
    conversation.refresh_from_db()
    assert conversation.state == State.PERSON
    invariants.check_nothing_is_left(conversation)


@contextmanager
def _worker_behind_silence(question: models.Message) -> Iterator[subprocess.Popen[bytes]]:
    """Left running when the server behind it has gone."""
    with silent_server() as url:
        process = _start(question, url)
        wait_until(lambda: _answering(question) == Answering.CLAIMED, process)
        yield process


@contextmanager
def _worker(question: models.Message, url: str) -> Iterator[subprocess.Popen[bytes]]:
    process = _start(question, url)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _start(question: models.Message, url: str) -> subprocess.Popen[bytes]:
    """Stuck in a call to a server that never answers."""
    return start(WORKER, str(question.pk), engine=url)


def _answering(question: models.Message) -> str:
    return models.Message.objects.values_list("answering", flat=True).get(pk=question.pk)


def _let_claims_run_out() -> None:
    past = timezone.now() - timedelta(minutes=1)
    models.Message.objects.filter(claimed_until__isnull=False).update(claimed_until=past)
    models.Message.objects.update(created_at=past)
