"""Who is told that an experiment stopped by itself, and in which words."""

import pytest
from django.utils.translation import override

from services.support import models
from services.support.actions import split
from services.support.models.split import Split
from shared.outbox.body import title_and_lines
from shared.outbox.models import Delivery, Endpoint, Message

pytestmark = pytest.mark.django_db
UNHAPPY = {
    "visitors": 412,
    "unhappy_live": 9,
    "unhappy_candidate": 40,
    "difference": 0.0751,
    "low": 0.0123,
    "high": 0.1379,
}


@pytest.fixture
def running() -> Split:
    candidate = models.Candidate.objects.create(
        versions={"support-intent": 2}, max_wrong_share=0.1, state=models.Candidate.State.READY
    )
    return Split.objects.create(candidate=candidate, share=0.1)


@pytest.fixture
def receivers(running: Split) -> list[Endpoint]:
    """A program, a person, a channel, and one that was switched off."""
    kinds = Endpoint.Kind
    made = [
        Endpoint.objects.create(name="program", address="https://example.com/hook"),
        Endpoint.objects.create(name="person", kind=kinds.EMAIL, address="ops@example.com"),
        Endpoint.objects.create(name="channel", kind=kinds.SLACK, address="https://hooks.example.com/x"),
        Endpoint.objects.create(name="gone", address="https://example.com/old", enabled=False),
    ]
    running.receivers.set(made)
    return made


@pytest.mark.usefixtures("receivers")
def test_programs_read_figures_and_people_read_lines(running: Split) -> None:
    with override("zh-hans"):
        assert split.stop(running, because=Split.Because.UNHAPPY, evidence=UNHAPPY)
    told = Message.objects.get()
    assert told.kind == told.body["type"] == "support.split"
    assert (told.body["because"], told.body["evidence"]) == ("unhappy", UNHAPPY)
    assert title_and_lines(told.body) == (
        "The candidate answers nobody any more: more unhappy customers than chance explains",
        [
            "Candidate: intent 2, ≤ 10.0%, for 10 % of visitors",
            "Unhappy visitors: 7.5 points more (1.2 to 13.8), of 412 visitors",
        ],
    )
    assert sorted(Delivery.objects.values_list("endpoint__name", flat=True)) == ["channel", "person", "program"]


@pytest.mark.usefixtures("receivers")
def test_failures_are_counted(running: Split) -> None:
    split.stop(running, because=Split.Because.FAILURES, evidence={"asked": 12, "failed": 6})
    assert title_and_lines(Message.objects.get().body)[1][1:] == ["Failed: 6 of 12 answers"]


@pytest.mark.usefixtures("receivers")
def test_it_is_told_once(running: Split) -> None:
    assert split.stop(running, because=Split.Because.CANDIDATE_ENDED)
    assert not split.stop(running, because=Split.Because.FAILURES)
    assert [one.body["because"] for one in Message.objects.all()] == ["candidate_ended"]


@pytest.mark.usefixtures("receivers")
def test_whoever_stops_it_by_hand_tells_nobody(running: Split) -> None:
    split.stop(running)
    assert not Message.objects.exists()


def test_an_experiment_without_receivers_stops_in_silence(running: Split) -> None:
    assert split.stop(running, because=Split.Because.FAILURES, evidence={"asked": 12, "failed": 6})
    assert not Message.objects.exists()
