"""What a candidate said in the shadow goes some time after it has ended."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from services.support import models, tasks
from services.support.actions import candidates, shadow
from services.support.actions.erase import erase_visitor
from services.support.models.choices import Author
from tests.support.actions.candidates.conftest import NameCandidate
from tests.support.actions.shadow.conftest import Ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bank")]


@pytest.fixture
def answered(name: NameCandidate, mixed_up: int, ask: Ask) -> models.Candidate:
    """One question was answered by both sides."""
    made = name(intent=mixed_up)
    ask()
    assert shadow.answer_waiting() == 1
    return made


def ended(candidate: models.Candidate, *, days: int) -> None:
    candidates.end(candidate=candidate)
    models.Candidate.objects.filter(pk=candidate.pk).update(ended_at=timezone.now() - timedelta(days=days))


def test_it_goes_when_its_candidate_ended_long_ago(answered: models.Candidate, settings: Settings) -> None:
    settings.SHADOW_RETENTION_DAYS = 30
    ended(answered, days=29)
    assert shadow.forget_old() == 0
    models.Candidate.objects.update(ended_at=timezone.now() - timedelta(days=31))
    tasks.forget_shadows()
    assert not models.Shadowed.objects.exists()
    # What the customer was told stays, and that there was a candidate.
    assert models.Message.objects.filter(author=Author.BOT).exists()
    assert models.Trace.objects.exists()
    assert models.Candidate.objects.get() == answered


def test_what_is_being_compared_stays_however_old(answered: models.Candidate, settings: Settings) -> None:
    settings.SHADOW_RETENTION_DAYS = 30
    models.Shadowed.objects.update(created_at=timezone.now() - timedelta(days=400))
    assert shadow.forget_old() == 0
    assert models.Shadowed.objects.exists()


def test_nothing_goes_where_all_is_to_be_kept(answered: models.Candidate, settings: Settings) -> None:
    settings.SHADOW_RETENTION_DAYS = 0
    ended(answered, days=4_000)
    assert shadow.forget_old() == 0
    assert models.Shadowed.objects.exists()


def test_an_erased_customers_goes_after_the_candidate_has_ended_too(answered: models.Candidate) -> None:
    ended(answered, days=1)
    visitor = models.Visitor.objects.get()
    proof = erase_visitor(visitor_id=visitor.pk)
    assert (proof.holds, proof.before["shadowed"], proof.after["shadowed"]) == (True, 1, 0)
