"""People say which answer is the better, blind; the page says what that comes to."""

import pytest

from services.support import models
from services.support.actions import shadow
from services.support.queries import candidates as stored
from shared.accounts.models import User
from shared.errors import InputRefused
from tests.support.rows import conversation, trace

pytestmark = pytest.mark.django_db
Better, Difference = models.Shadowed.Better, models.Shadowed.Difference


@pytest.fixture
def candidate(db: None) -> models.Candidate:
    return models.Candidate.objects.create(max_wrong_share=0.2, state=models.Candidate.State.READY)


def pair(candidate: models.Candidate, **fields: object) -> models.Shadowed:
    question = conversation().messages.get()
    given = {"difference": Difference.TEMPLATE, "text": "Other.", "answered_at": question.created_at, "milliseconds": 9}
    return models.Shadowed.objects.create(
        candidate=candidate, question=question, trace=trace(question=question), **{**given, **fields}
    )


def test_the_order_says_nothing_of_whose_is_whose(candidate: models.Candidate) -> None:
    firsts = [stored.live_first(models.Shadowed(pk=number)) for number in range(400)]
    assert 160 < sum(firsts) < 240
    row = pair(candidate)
    assert stored.live_first(row) == stored.live_first(row)


def test_a_side_is_marked_by_where_it_stands(candidate: models.Candidate, ana: User) -> None:
    for choice in ("first", "second"):
        row = shadow.mark(row=pair(candidate), choice=choice, agent=ana)
        live = stored.live_first(row) == (choice == "first")
        assert row.better == (Better.LIVE if live else Better.CANDIDATE)
        assert row.marked_by == ana


def test_the_first_mark_stands(candidate: models.Candidate, ana: User, ben: User) -> None:
    row = pair(candidate)
    shadow.mark(row=row, choice="neither", agent=ana)
    with pytest.raises(shadow.AlreadyMarked):
        shadow.mark(row=row, choice="first", agent=ben)
    with pytest.raises(InputRefused):
        shadow.mark(row=pair(candidate), choice="both", agent=ben)


def test_what_is_the_same_is_not_judged(candidate: models.Candidate, ana: User) -> None:
    row = pair(candidate, difference=Difference.SAME)
    assert not stored.unmarked(candidate).exists()
    with pytest.raises(shadow.AlreadyMarked):
        shadow.mark(row=row, choice="first", agent=ana)


def test_only_the_own_last_mark_is_taken_back(candidate: models.Candidate, ana: User, ben: User) -> None:
    first, second = pair(candidate), pair(candidate)
    shadow.mark(row=first, choice="first", agent=ana)
    shadow.mark(row=second, choice="first", agent=ben)
    assert shadow.take_back(candidate=candidate, agent=ana) == first
    assert shadow.take_back(candidate=candidate, agent=ana) is None
    assert stored.unmarked(candidate).get() == first


def test_it_says_what_is_known_and_what_not_yet(candidate: models.Candidate) -> None:
    for _ in range(3):
        pair(candidate, difference=Difference.SAME)
    for _ in range(5):
        pair(candidate, better=Better.CANDIDATE)
    told = shadow.tell(candidate)
    assert (told.answered, told.same.value, told.verdict) == (8, 0.375, "open")
    assert told.live_milliseconds == 20.0
    assert told.candidate_milliseconds == 9.0
    for _ in range(5):
        pair(candidate, better=Better.CANDIDATE)
    assert shadow.tell(candidate).verdict == "better"
    models.Shadowed.objects.exclude(better="").update(better=Better.LIVE)
    assert shadow.tell(candidate).verdict == "worse"


def test_before_anything_was_asked_nothing_is_known(candidate: models.Candidate) -> None:
    told = shadow.tell(candidate)
    assert (told.answered, told.live_milliseconds, told.preference.value) == (0, None, None)
    assert (told.same.low, told.same.high) == (0.0, 1.0)
