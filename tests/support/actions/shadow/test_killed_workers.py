"""Workers killed while the candidate thinks: real processes, SIGKILL, and the workers that start after them."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core import serializers
from django.utils import timezone

from services.support import models
from services.support.actions import shadow
from services.support.actions.shadow import asking
from tests.support.actions.answer.test_engine_down import silent_server
from tests.support.actions.candidates.conftest import NameCandidate
from tests.support.actions.shadow.conftest import Ask
from tests.support.processes import start, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("bank")]
WORKER = (
    "import django; django.setup()\n"
    "from services.support.actions import engine, shadow\n"
    "engine._CUSTOMER_SECONDS = 120.0\n"
    "shadow.answer_waiting(seconds=120.0)\n"
)
# Asleep between taking a question and asking it, until somebody presses a key.
SLEEPER = (
    "import django; django.setup()\n"
    "from services.support.actions.shadow import asking\n"
    "climb = asking._climb\n"
    "asking._climb = lambda row, trial: (input(), climb(row, trial))[1]\n"
    "asking.answer_waiting(limit=1, seconds=120.0)\n"
)
ASKED = ["my card is lost", "what is my pin", "how can i close the account"]


@pytest.fixture
def questions(name: NameCandidate, mixed_up: int, ask: Ask) -> list[models.Message]:
    """Three customers were answered, and the candidate is still to be asked."""
    name(intent=mixed_up)
    return [ask(text) for text in ASKED]


def test_a_killed_workers_questions_are_each_judged_once(questions: list[models.Message]) -> None:
    with _stuck_worker() as worker:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert _answered() == []
    # The next worker takes what nobody holds; the killed one's question waits for its lease.
    _work()
    left = models.Shadowed.objects.get(answered_at=None)
    assert sorted(_answered()) == sorted(one.pk for one in questions if one.pk != left.question_id)
    _let_leases_run_out()
    _work()
    assert sorted(_answered()) == [one.pk for one in questions]
    assert shadow.answer_waiting() == 0
    assert dict(models.Shadowed.objects.values_list("pk", "attempts")) == {
        one.pk: 2 if one.pk == left.pk else 1 for one in models.Shadowed.objects.all()
    }
    assert models.Candidate.objects.get().dropped == 0
    # Customers have heard nothing of it: one answer each.
    assert models.Trace.objects.count() == len(questions)


def test_what_kills_every_worker_is_given_up_and_counted(questions: list[models.Message]) -> None:
    """Two have died of the first question already, and here comes the third."""
    models.Shadowed.objects.filter(question=questions[0]).update(attempts=asking.MOST_ATTEMPTS - 1)
    with _stuck_worker() as worker:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    _let_leases_run_out()
    _work()
    assert sorted(_answered()) == [one.pk for one in questions[1:]]
    assert models.Shadowed.objects.count() == len(questions) - 1
    assert models.Candidate.objects.get().dropped == 1


def test_one_that_was_only_asleep_overwrites_nothing(questions: list[models.Message]) -> None:
    worker = start(SLEEPER)
    wait_until(_is_claimed, worker)
    _let_leases_run_out()
    _work()
    before = _rows()
    assert len(_answered()) == len(questions)
    # Woken, it asks the candidate in earnest, and has an answer to keep.
    worker.communicate(b"\n", timeout=120)
    assert worker.returncode == 0
    assert _rows() == before


@contextmanager
def _stuck_worker() -> Iterator[subprocess.Popen[bytes]]:
    """In the middle of a question, at a model server that never answers."""
    with silent_server() as url:
        worker = start(WORKER, engine=url)
        try:
            wait_until(_is_claimed, worker)
            yield worker
        finally:
            worker.kill()
            worker.wait()


def _work() -> None:
    """A worker that starts, finds its models, asks what waits, and ends."""
    assert start(WORKER).wait(timeout=120) == 0


def _is_claimed() -> bool:
    return models.Shadowed.objects.filter(claimed_until__gt=timezone.now()).exists()


def _answered() -> list[int]:
    return list(models.Shadowed.objects.exclude(answered_at=None).values_list("question_id", flat=True))


def _rows() -> Any:
    return serializers.serialize("python", models.Shadowed.objects.order_by("pk"))


def _let_leases_run_out() -> None:
    past = timezone.now() - timedelta(seconds=1)
    models.Shadowed.objects.filter(answered_at=None, claimed_until__isnull=False).update(claimed_until=past)
