"""The candidate answers what customers asked, and they notice nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import serializers
from django.utils import timezone
from pytest_django import Settings

from services.support import models
from services.support.actions import candidates, conversations, policy, shadow
from services.support.actions.erase import erase_visitor
from services.support.actions.shadow import asking, noting
from services.support.models.choices import Rung, State
from services.support.queries import candidates as stored
from tests.support.actions.answer.test_engine_down import replying_server, silent_server
from tests.support.actions.candidates.conftest import NameCandidate
from tests.support.actions.shadow.conftest import Ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bank")]
Difference = models.Shadowed.Difference
_LIVE = (models.Visitor, models.Conversation, models.Message, models.Event, models.Trace, models.Correction)


@pytest.fixture
def candidate(name: NameCandidate, mixed_up: int) -> models.Candidate:
    """It takes lost cards for forgotten numbers; its thresholds let templates through."""
    made = name(intent=mixed_up)
    scores = {"scores": [1.0] * 20 + [0.64] * 20, "correct": [True] * 40}
    models.Candidate.objects.filter(pk=made.pk).update(curves={"intent": scores, "scorer": "fused"})
    made.refresh_from_db()
    return made


def live_rows() -> dict[str, Any]:
    return {kind.__name__: serializers.serialize("python", kind.objects.order_by("pk")) for kind in _LIVE}


@pytest.mark.usefixtures("candidate")
def test_it_is_kept_beside_the_live_answer(ask: Ask) -> None:
    question = ask()
    assert shadow.answer_waiting() == 1
    row = models.Shadowed.objects.get()
    assert (row.question, row.trace.answer) == (question, question.reply)
    assert (row.trace.intent, row.intent) == ("card_lost", "pin_forgotten")
    assert (row.rung, row.difference) == (Rung.TEMPLATE, Difference.TEMPLATE)
    assert row.text == "See Cards, Security, Show PIN."
    assert row.versions["support-intent"] == 2
    assert row.trace.versions["support-intent"] == 1
    assert row.milliseconds is not None


@pytest.mark.usefixtures("candidate")
def test_nothing_of_the_live_side_is_touched(ask: Ask) -> None:
    """Questions that the candidate would hand over, wishes and all."""
    first = ask()
    ask("and what is my pin", talk=first.conversation)
    ask("what about elephants")
    ask("talk to a human please", talk=first.conversation)
    before = live_rows()
    assert shadow.answer_waiting() == 3
    assert live_rows() == before
    first.conversation.refresh_from_db()
    assert first.conversation.state == State.WAITING


@pytest.mark.usefixtures("candidate")
def test_it_reads_the_same_turns_as_the_live_answer_did(ask: Ask) -> None:
    first = ask("how can i close the account")
    second = ask("and what is my pin", talk=first.conversation)
    live = models.Trace.objects.get(question=second)
    ask("my card is lost", talk=first.conversation)
    shadow.answer_waiting()
    row = models.Shadowed.objects.get(question=second)
    assert row.trace == live
    assert row.hint == "en"
    assert {one.pk for one in first.conversation.messages.filter(pk__lt=second.pk)} == {first.pk, first.reply.pk}


@pytest.mark.parametrize(
    ("live", "found", "expected"),
    [
        (Rung.HANDOVER, Rung.TEMPLATE, Difference.CANDIDATE_ONLY),
        (Rung.TEMPLATE, Rung.HANDOVER, Difference.LIVE_ONLY),
        (Rung.HANDOVER, Rung.HANDOVER, Difference.SAME),
        (Rung.COMPOSED, Rung.TEMPLATE, Difference.RUNG),
    ],
)
@pytest.mark.usefixtures("candidate")
def test_who_answers_is_told_apart(ask: Ask, live: Rung, found: Rung, expected: str) -> None:
    question = ask()
    models.Trace.objects.update(rung=live)
    if found == Rung.HANDOVER:
        models.Candidate.objects.update(curves={"intent": {"scores": [0.9], "correct": [False]}, "scorer": "fused"})
    shadow.answer_waiting()
    assert models.Shadowed.objects.get(question=question).difference == expected


def test_without_a_candidate_or_a_share_nothing_is_asked(ask: Ask, name: NameCandidate, mixed_up: int) -> None:
    ask()
    name(intent=mixed_up, share=0.0)
    ask()
    assert not models.Shadowed.objects.exists()
    assert shadow.answer_waiting() == 0


def test_a_share_of_conversations_is_watched_whole(ask: Ask, name: NameCandidate, mixed_up: int) -> None:
    name(intent=mixed_up, share=0.5)
    talks = [ask().conversation for _ in range(30)]
    for talk in talks:
        ask("what is my pin", talk=talk)
    watched = [models.Shadowed.objects.filter(question__conversation=talk).count() for talk in talks]
    assert set(watched) == {0, 2}
    assert 5 < watched.count(2) < 25


@pytest.mark.usefixtures("candidate")
def test_answers_of_something_else_in_force_are_not_compared(ask: Ask) -> None:
    policy.accept_wrong_share(max_wrong_share=0.5)
    ask()
    assert not models.Shadowed.objects.exists()


@pytest.mark.usefixtures("candidate")
def test_wishes_are_answered_alike_and_not_asked_again(ask: Ask) -> None:
    ask("hello")
    ask("talk to a human please")
    assert not models.Shadowed.objects.exists()


def test_what_does_not_fit_is_dropped_and_counted(
    candidate: models.Candidate, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noting, "MOST_WAITING", 2)
    for _ in range(5):
        ask()
    assert models.Shadowed.objects.count() == 2
    candidate.refresh_from_db()
    assert candidate.dropped == 3


def test_what_waited_too_long_is_dropped_and_counted(candidate: models.Candidate, ask: Ask) -> None:
    ask()
    models.Shadowed.objects.update(created_at=timezone.now() - 2 * asking.TOO_LATE)
    assert shadow.answer_waiting() == 0
    candidate.refresh_from_db()
    assert (candidate.dropped, models.Shadowed.objects.count()) == (1, 0)


@pytest.mark.usefixtures("candidate")
def test_customers_come_first(ask: Ask, settings: Settings) -> None:
    """A swamped or silent server is left alone; the question waits."""
    ask()
    with replying_server(status=429, body=b"{}") as url:
        settings.MODELKIT_URL = url
        assert shadow.answer_waiting() == 0
    with silent_server() as url:
        settings.MODELKIT_URL = url
        assert shadow.answer_waiting() == 0
    settings.MODELKIT_URL = ""
    assert shadow.answer_waiting() == 1


def test_a_question_that_breaks_its_worker_is_given_up(candidate: models.Candidate, ask: Ask) -> None:
    ask()
    models.Shadowed.objects.update(attempts=asking.MOST_ATTEMPTS, claimed_until=timezone.now() - timedelta(seconds=1))
    assert shadow.answer_waiting() == 0
    candidate.refresh_from_db()
    assert candidate.dropped == 1


@pytest.mark.usefixtures("candidate")
def test_a_killed_workers_question_is_answered_once(ask: Ask) -> None:
    ask()
    models.Shadowed.objects.update(claimed_until=timezone.now() + asking.LEASE, attempts=1)
    assert shadow.answer_waiting() == 0
    models.Shadowed.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert shadow.answer_waiting() == 1
    assert shadow.answer_waiting() == 0
    assert models.Shadowed.objects.count() == 1


@pytest.mark.usefixtures("candidate")
def test_one_that_wakes_up_late_overwrites_nothing(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its lease ran out while it asked, and another has answered since."""
    ask()
    climb = asking._climb

    def slow(row: models.Shadowed, trial: Any) -> Any:
        models.Shadowed.objects.filter(pk=row.pk).update(answered_at=timezone.now(), text="the other's")
        return climb(row, trial)

    monkeypatch.setattr(asking, "_climb", slow)
    assert shadow.answer_waiting() == 0
    assert models.Shadowed.objects.get().text == "the other's"


@pytest.mark.usefixtures("candidate")
def test_it_is_noted_once_a_question(ask: Ask) -> None:
    question = ask()
    row = models.Shadowed.objects.get()
    found = models.Trace.objects.get(question=question)
    assert row.trace == found
    again = models.Shadowed.objects.get_or_create(candidate=row.candidate, question=question, defaults={"trace": found})
    assert again == (row, False)


def test_an_ended_candidate_is_asked_nothing_more(candidate: models.Candidate, ask: Ask) -> None:
    ask()
    candidates.end(candidate=candidate)
    assert not models.Shadowed.objects.exists()
    ask()
    assert not models.Shadowed.objects.exists()
    assert shadow.answer_waiting() == 0


@pytest.mark.usefixtures("candidate")
def test_it_goes_with_the_customer(ask: Ask) -> None:
    question, other = ask(), ask()
    shadow.answer_waiting()
    proof = erase_visitor(visitor_id=question.conversation.visitor_id)
    assert proof.holds
    assert proof.before["shadowed"] == 1
    assert models.Shadowed.objects.get().question == other


@pytest.mark.usefixtures("candidate")
def test_what_is_noted_can_never_cost_the_customer_their_answer(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "waiting", lambda _candidate: models.Shadowed.objects.extra(where=["nonsense"]))
    question = ask()
    assert question.reply.text
    assert conversations.answer_message(question.pk) is None
    assert not models.Shadowed.objects.exists()
