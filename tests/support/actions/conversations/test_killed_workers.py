"""Answerers killed in the middle of a climb: real processes, SIGKILL, and the sweep afterwards."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote

import pytest
from django.conf import settings as configured
from django.db import connection
from django.utils import timezone

from services.support import models
from services.support.actions import conversations
from services.support.models.choices import Author, State
from shared.accounts.models import User
from tests.support.actions.answer.test_engine_down import silent_server
from tests.support.actions.conversations import invariants

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("bank")]
Answering = models.Message.Answering
ROOT = Path(__file__).resolve().parents[4]
WORKER = (
    "import sys, django; django.setup()\n"
    "from services.support.actions import conversations, engine\n"
    "engine._CUSTOMER_SECONDS = 120.0\n"
    "conversations.answer_message(int(sys.argv[1]))\n"
)


def test_a_killed_answerers_message_is_answered_once_by_the_sweep(conversation: models.Conversation) -> None:
    question = conversations.post_visitor_message(conversation=conversation, text="my card is lost")
    with silent_server() as url, _worker(question, url) as worker:
        _wait(lambda: _answering(question) == Answering.CLAIMED, worker)
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
        _wait(lambda: _answering(question) == Answering.CLAIMED, worker)
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
        _wait(lambda: _answering(question) == Answering.CLAIMED, process)
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
    """A process of its own on the test's database, stuck in a call to a server that never answers."""
    environment = {
        **os.environ,
        "DATABASE_URL": _database_url(),
        "DATA_DIR": str(Path(configured.MODELKIT_REGISTRY).parent),
        "MODELKIT_URL": url,
        "DJANGO_SETTINGS_MODULE": "services.support.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "packages")]),
    }
    return subprocess.Popen([sys.executable, "-c", WORKER, str(question.pk)], env=environment, cwd=ROOT)


def _database_url() -> str:
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    login = f"{quote(found['USER'])}:{quote(found['PASSWORD'])}".rstrip(":")
    return f"postgresql://{login}@{found['HOST']}:{found['PORT'] or 5432}/{found['NAME']}"


def _answering(question: models.Message) -> str:
    return models.Message.objects.values_list("answering", flat=True).get(pk=question.pk)


def _wait(condition: Callable[[], bool], worker: subprocess.Popen[bytes], *, seconds: float = 60.0) -> None:
    end = monotonic() + seconds
    while not condition():
        assert worker.poll() is None, "The worker ended by itself."
        assert monotonic() < end, "The condition never held."
        sleep(0.02)


def _let_claims_run_out() -> None:
    past = timezone.now() - timedelta(minutes=1)
    models.Message.objects.filter(claimed_until__isnull=False).update(claimed_until=past)
    models.Message.objects.update(created_at=past)
