"""A share of visitors is answered by the candidate: always the same ones, and never left without an answer."""

import pytest
from pytest_django import Settings

from modelkit.errors import EngineUnavailable
from modelkit.inference.local import LocalEngine
from services.support import models
from services.support.actions import candidates, conversations, policy, remembered, shadow, split
from services.support.actions.erase import erase_visitor
from services.support.actions.split import guarding
from services.support.models.choices import Reason, Rung
from shared.audit.models import AuditEntry
from shared.errors import InputRefused
from shared.outbox.models import Endpoint, Message
from tests.support.actions.answer.test_engine_down import silent_server
from tests.support.actions.split.conftest import Ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bank")]
Because = models.Split.Because


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The candidate's own version does not load; the version in force does."""
    classify = LocalEngine.classify

    def only_in_force(self: LocalEngine, model: str, texts: list[str]) -> object:
        if "@" in model:
            raise EngineUnavailable
        return classify(self, model, texts)

    monkeypatch.setattr(LocalEngine, "classify", only_in_force)


@pytest.mark.usefixtures("candidate")
def test_a_visitor_stays_on_their_side_in_every_conversation(ask: Ask) -> None:
    split.start(share=0.5)
    people = [conversations.open_visitor(language="en") for _ in range(24)]
    first = {person.pk: ask(visitor=person).trace.intent for person in people}
    remembered.forget_all()
    again = {person.pk: ask(visitor=person).trace.intent for person in people}
    assert first == again
    assert set(first.values()) == {"card_lost", "pin_forgotten"}
    for exposure in models.Exposure.objects.all():
        assert exposure.treated == (first[exposure.visitor_id] == "pin_forgotten")
    assert models.Exposure.objects.count() == len(people)
    assert models.Treated.objects.count() == 2 * sum(intent == "pin_forgotten" for intent in first.values())


def test_traces_name_what_answered(ask: Ask, candidate: models.Candidate) -> None:
    split.start(share=0.5)
    traces = [ask().trace for _ in range(16)]
    for trace in traces:
        treated = models.Treated.objects.filter(trace=trace).exists()
        assert trace.versions["support-intent"] == (2 if treated else 1)
        assert trace.versions.get("candidate") == (candidate.pk if treated else None)


@pytest.mark.usefixtures("candidate")
def test_wishes_expose_nobody(ask: Ask) -> None:
    split.start(share=0.5)
    for _ in range(6):
        ask("hello")
        ask("talk to a human please")
    assert not models.Exposure.objects.exists()


@pytest.mark.usefixtures("candidate", "broken")
def test_a_candidate_that_fails_costs_nobody_their_answer_and_is_off_soon(ask: Ask) -> None:
    running = split.start(share=0.95)
    replies = [ask() for _ in range(12)]
    assert {reply.trace.intent for reply in replies} == {"card_lost"}
    running.refresh_from_db()
    assert (running.is_open, running.ended_because) == (False, Because.FAILURES)
    assert running.answers.count() == guarding.FEWEST_FAILURES
    assert AuditEntry.objects.get(action="split_stopped").fields["failed"] == guarding.FEWEST_FAILURES


@pytest.mark.usefixtures("candidate")
def test_a_server_that_is_away_is_not_the_candidates_failure(ask: Ask, settings: Settings) -> None:
    split.start(share=0.95)
    with silent_server() as url:
        settings.MODELKIT_URL = url
        assert ask().trace.reason == Reason.ENGINE_DOWN
    assert not models.Exposure.objects.exists()
    assert not models.Treated.objects.exists()


@pytest.mark.usefixtures("candidate")
def test_stopped_by_hand_it_answers_nobody_from_the_next_message_on(ask: Ask) -> None:
    running = split.start(share=0.95)
    people = [conversations.open_visitor(language="en") for _ in range(8)]
    assert "pin_forgotten" in {ask(visitor=person).trace.intent for person in people}
    assert split.stop(running, actor="edith")
    assert not split.stop(running, actor="edith")
    assert {ask(visitor=person).trace.intent for person in people} == {"card_lost"}
    assert AuditEntry.objects.filter(action="split_stopped").count() == 1
    assert not Message.objects.exists()


def test_it_ends_with_its_candidate(ask: Ask, candidate: models.Candidate) -> None:
    running = split.start(share=0.95)
    candidates.end(candidate=candidate)
    assert {ask().trace.intent for _ in range(6)} == {"card_lost"}
    assert split.guard() == Because.CANDIDATE_ENDED
    running.refresh_from_db()
    assert not running.is_open


@pytest.mark.usefixtures("candidate")
def test_something_else_in_force_ends_both() -> None:
    split.start(share=0.5)
    policy.accept_wrong_share(max_wrong_share=0.4)
    candidates.tidy()
    assert split.guard() == Because.CANDIDATE_ENDED
    assert split.guard() == ""


@pytest.mark.usefixtures("candidate")
def test_there_is_one_at_a_time_and_only_with_a_candidate() -> None:
    running = split.start(share=0.5)
    with pytest.raises(split.SplitRuns):
        split.start(share=0.2)
    split.stop(running)
    for share in (0.0, 0.04, 0.96, float("nan")):
        with pytest.raises(InputRefused):
            split.start(share=share)
    candidates.end(candidate=running.candidate)
    with pytest.raises(candidates.NotReady):
        split.start(share=0.5)


def test_what_the_candidate_answered_is_not_held_against_itself(ask: Ask, candidate: models.Candidate) -> None:
    models.Candidate.objects.update(share=1.0)
    remembered.forget_all()
    split.start(share=0.5)
    replies = [ask() for _ in range(12)]
    live = {reply.in_reply_to_id for reply in replies if reply.trace.intent == "card_lost"}
    assert set(models.Shadowed.objects.values_list("question_id", flat=True)) == live
    assert 0 < len(live) < 12
    assert shadow.answer_waiting() == len(live)
    assert candidate.shadowed.filter(rung=Rung.TEMPLATE).count() == len(live)


@pytest.mark.usefixtures("candidate")
def test_it_goes_with_the_customer(ask: Ask) -> None:
    split.start(share=0.95)
    visitor = ask().in_reply_to.conversation.visitor  # type: ignore[union-attr]
    proof = erase_visitor(visitor_id=visitor.pk)
    assert proof.holds
    assert proof.before["exposures"] == 1
    assert not models.Treated.objects.exists()


@pytest.mark.usefixtures("candidate", "broken")
def test_receivers_are_told_once_that_it_stopped(ask: Ask) -> None:
    endpoint = Endpoint.objects.create(name="ops", address="https://example.com/hook")
    split.start(share=0.95, receivers=[endpoint])
    for _ in range(12):
        ask()
    told = Message.objects.get(kind=models.Split.MESSAGE_KIND)
    assert told.body["because"] == "failures"
    assert told.deliveries.get().endpoint == endpoint
