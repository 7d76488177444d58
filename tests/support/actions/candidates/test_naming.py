"""Name a candidate, prepare it, and see it end when it should."""

import pytest
from pytest_django import Settings

from modelkit.retrieval import IndexStore
from services.support import models
from services.support.actions import answer as ladder
from services.support.actions import candidates, policy, remembered
from services.support.actions.background import AlreadyRuns
from services.support.actions.engine import INDEX, candidate_index
from services.support.actions.limits import thresholds_for
from services.support.models.choices import Rung
from shared.audit.models import AuditEntry
from shared.errors import InputRefused
from shared.jobs import actions as jobs
from tests.support.actions.candidates.conftest import NameCandidate
from tests.support.bank import RATE_QUESTION

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bank")]
LOST = "my card is lost"


@pytest.mark.usefixtures("validation")
def test_it_answers_with_its_own_model_and_thresholds_and_nobody_else_does(name: NameCandidate, mixed_up: int) -> None:
    candidate = name(intent=mixed_up)
    assert candidate.state == models.Candidate.State.READY
    assert candidate.curves["intent"]["scores"]
    live = ladder.answer(text=LOST)
    with remembered.instead(candidates.trial_of(candidate)):
        other = ladder.answer(text=LOST)
    assert (live.intent, live.versions["support-intent"]) == ("card_lost", 1)
    assert "candidate" not in live.versions
    assert (other.versions["support-intent"], other.versions["candidate"]) == (mixed_up, candidate.pk)
    assert ladder.answer(text=LOST).intent == "card_lost"


@pytest.mark.usefixtures("validation")
def test_its_thresholds_are_chosen_on_validation_data(name: NameCandidate, mixed_up: int) -> None:
    live = policy.choose_thresholds()
    candidate = name(intent=mixed_up, limit=0.3)
    # The first questions are about lost cards, which the candidate takes for something else.
    assert live.curves["intent"]["correct"][0]
    assert not candidate.curves["intent"]["correct"][0]
    chosen = thresholds_for(candidate.curves, 0.3, confident=False)["intent"]["threshold"]
    assert candidates.trial_of(candidate)[remembered.policy].intent_threshold == chosen
    assert models.Policy.objects.get().curves == live.curves


@pytest.mark.usefixtures("validation")
def test_another_limit_alone_needs_no_measuring(name: NameCandidate) -> None:
    policy.choose_thresholds()
    candidate = name(limit=0.4)
    assert candidate.curves == models.Policy.objects.get().curves
    assert candidate.versions == {}


def test_another_encoder_has_an_index_of_its_own_which_goes_with_it(
    name: NameCandidate, other_encoder: int, settings: Settings
) -> None:
    candidate = name(encoder=other_encoder)
    store = IndexStore(settings.MODELKIT_INDEXES)
    aside = candidate_index(candidate.pk)
    assert store.load(aside).encoder == f"support-encoder@{other_encoder}"
    assert store.load(INDEX).encoder == "support-encoder@1"
    trial = {**candidates.trial_of(candidate)}
    # Sources answer whatever they say.
    trial[remembered.policy] = models.Policy(
        intent_threshold=policy.NEVER, answer_threshold=-10.0, curves={"scorer": "fused"}
    )
    with remembered.instead(trial):
        found = ladder.answer(text=RATE_QUESTION)
    assert (found.rung, found.versions["support-encoder"]) == (Rung.COMPOSED, other_encoder)
    models.Chunk.objects.filter(document__key="rates").delete()
    candidates.follow_articles()
    assert len(store.load(aside)) == models.Chunk.objects.filter(live=True).count()
    assert candidates.end(candidate=candidate)
    assert aside not in store.names()


def test_there_is_one_at_a_time(name: NameCandidate, mixed_up: int) -> None:
    name(intent=mixed_up)
    with pytest.raises(candidates.CandidateOpen):
        name(limit=0.3)
    assert models.Candidate.objects.count() == 1


@pytest.mark.parametrize(
    ("versions", "limit"), [({"intent": 1}, 0.2), ({"intent": 9}, 0.2), ({"nonsense": 2}, 0.2), ({}, 0.1), ({}, 0.9)]
)
def test_nonsense_is_refused(name: NameCandidate, versions: dict[str, int], limit: float) -> None:
    with pytest.raises(InputRefused):
        name(limit=limit, **versions)
    assert not models.Candidate.objects.exists()


def test_it_ends_when_something_else_is_in_force(name: NameCandidate, mixed_up: int) -> None:
    candidate = name(intent=mixed_up)
    candidates.tidy()
    assert candidates.current() == candidate
    policy.accept_wrong_share(max_wrong_share=0.3)
    candidates.tidy()
    candidate.refresh_from_db()
    assert (candidate.is_open, candidate.ended_because) == (False, candidates.Because.OUTDATED)
    assert AuditEntry.objects.filter(action="candidate_ended").count() == 1


def test_a_preparation_that_died_leaves_no_candidate(mixed_up: int) -> None:
    made, job = candidates.name_candidate(versions={"support-intent": mixed_up}, max_wrong_share=0.2, confident=False)
    candidates.tidy()
    assert candidates.current() == made
    jobs.fail(job=job, error="killed")
    candidates.tidy()
    assert candidates.current() is None


def test_one_that_is_called_off_ends(mixed_up: int) -> None:
    made, job = candidates.name_candidate(versions={"support-intent": mixed_up}, max_wrong_share=0.2, confident=False)
    jobs.cancel(job=job)
    assert candidates.run_job(job_id=job.pk, candidate_id=made.pk) == {}
    assert candidates.current() is None


def test_a_second_preparation_waits_for_the_first(mixed_up: int) -> None:
    made, _job = candidates.name_candidate(versions={"support-intent": mixed_up}, max_wrong_share=0.2, confident=False)
    candidates.end(candidate=made)
    with pytest.raises(AlreadyRuns):
        candidates.name_candidate(versions={"support-intent": mixed_up}, max_wrong_share=0.2, confident=False)


def test_the_share_is_moved_while_it_runs(name: NameCandidate, mixed_up: int) -> None:
    name(intent=mixed_up, share=0.0)
    assert candidates.change_share(share=0.25, actor="edith").share == 0.25
    with pytest.raises(InputRefused):
        candidates.change_share(share=1.5)
    candidates.end(candidate=candidates.current())  # type: ignore[arg-type]
    with pytest.raises(candidates.NotReady):
        candidates.change_share(share=0.5)
