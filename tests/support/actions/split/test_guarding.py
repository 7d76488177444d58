"""The guardrail fires at harm, and at nothing else more often than allowed."""

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from services.support import models
from services.support.actions import split
from services.support.actions.split.telling import GUARD_HORIZON, MIN_SIDE
from services.support.models.choices import Author, Reason
from services.support.queries import splits as stored
from shared.experiments.sequences import LEVEL, difference
from tests.support.actions.split.conftest import AGO, event, run_since, visit

pytestmark = pytest.mark.django_db
Because = models.Split.Because


@pytest.fixture
def running(candidate: models.Candidate) -> models.Split:
    made = split.start(share=0.5)
    run_since(made)
    return made


def test_a_harmful_candidate_is_stopped_and_the_figures_are_kept(running: models.Split) -> None:
    for number in range(120):
        visit(running, treated=number % 2 == 0, unhappy=number % 2 == 0)
    assert split.guard() == Because.UNHAPPY
    running.refresh_from_db()
    assert (running.is_open, running.ended_because) == (False, Because.UNHAPPY)
    assert (running.evidence["unhappy_live"], running.evidence["unhappy_candidate"]) == (0, 60)
    assert running.evidence["low"] > 0


@pytest.mark.parametrize(("treated", "control"), [(6, 6), (0, 12), (8, 4)])
def test_no_harm_is_left_alone_and_so_is_what_chance_explains(
    running: models.Split, treated: int, control: int
) -> None:
    left = {True: treated, False: control}
    for number in range(120):
        side = number % 2 == 0
        left[side] -= 1
        visit(running, treated=side, unhappy=left[side] >= 0)
    assert split.guard() == ""
    running.refresh_from_db()
    assert running.is_open


def test_few_visitors_say_nothing_yet(running: models.Split) -> None:
    for number in range(120):
        # As with a small share: hardly anybody was answered by the candidate.
        visit(running, treated=number < MIN_SIDE - 1, unhappy=number < MIN_SIDE - 1)
    assert split.guard() == ""


def test_whose_time_has_not_passed_does_not_count(running: models.Split) -> None:
    for number in range(120):
        visit(running, treated=number % 2 == 0, unhappy=number % 2 == 0, ago=timedelta(minutes=5))
    assert split.guard() == ""
    assert split.tell(running).waiting == 120


def test_what_happened_is_read_from_events(running: models.Split) -> None:
    visitor = visit(running, treated=True)
    at = timezone.now() - AGO + timedelta(minutes=5)
    waiting = {"state": "waiting", "reason": Reason.UNHAPPY_TWICE}
    talk = event(visitor, "state", waiting, at=at)
    event(visitor, "state", {"state": "closed", "reason": ""}, at=at)
    event(visitor, "state", {"state": "bot", "reason": ""}, at=at)
    event(visitor, "feedback", {"value": 1}, at=at)
    event(visitor, "feedback", {"value": 0}, at=at)
    # Later than a day, by an agent, or of an agent's message: not the candidate's doing.
    event(visitor, "state", {"state": "waiting", "reason": Reason.AGENT_REQUESTED}, at=at)
    agents = talk.messages.create(author=Author.AGENT, text="Hello.")
    event(visitor, "feedback", {"value": -1, "message": agents.pk}, at=at)
    event(visitor, "feedback", {"value": -1}, at=timezone.now())
    models.Rating.objects.create(conversation=talk, score=2, channel="widget")
    models.Rating.objects.update(updated_at=at)
    seen = stored.outcomes(running, horizon=timedelta(hours=24), now=timezone.now())
    assert seen.visits[0].signs == {"handed_over", "unhappy", "reopened", "thumbs_up"}
    assert seen.visits[0].score == 2


def test_sides_of_another_size_than_planned_are_pointed_out(running: models.Split) -> None:
    for _ in range(60):
        visit(running, treated=True)
    assert split.tell(running).skewed


def test_measures_say_what_is_known(running: models.Split) -> None:
    for number in range(400):
        visit(running, treated=number % 2 == 0, unhappy=number % 2 == 0)
    told = split.tell(running)
    known = {one.name: one.difference for one in told.measures}
    assert known["unhappy"] is not None
    assert known["unhappy"].known
    assert known["handed_over"] is None
    assert told.rating.difference is None
    assert not told.skewed


@pytest.mark.parametrize(("share", "rate"), [(0.5, 0.05), (0.5, 0.3), (0.1, 0.1)])
def test_two_sides_that_are_alike_are_told_apart_no_more_often_than_allowed(share: float, rate: float) -> None:
    """Three hundred experiments of two thousand visitors, each looked at forty times."""
    drawn = np.random.default_rng(11)
    stopped = 0
    for _ in range(300):
        treated, unhappy = drawn.random(2_000) < share, drawn.random(2_000) < rate
        stopped += any(
            treated[:count].sum() >= MIN_SIDE
            and (found := difference(unhappy[:count], treated[:count], share=share)) is not None
            and found.low > 0
            for count in range(100, 2_001, 50)
        )
    assert stopped / 300 <= LEVEL


def test_harm_is_found_in_time() -> None:
    """Twice as many unhappy customers, one in ten to one in five: known within two thousand visitors, mostly."""
    drawn = np.random.default_rng(3)
    found = []
    for _ in range(100):
        treated = drawn.random(2_000) < 0.5
        unhappy = drawn.random(2_000) < np.where(treated, 0.2, 0.1)
        known = difference(unhappy, treated, share=0.5)
        found.append(known is not None and known.low > 0)
    assert np.mean(found) > 0.9
    assert timedelta(hours=2) > GUARD_HORIZON
