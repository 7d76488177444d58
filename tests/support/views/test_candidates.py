"""Editors name, share and end; agents read and judge; nobody else, and no script of a customer's."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from services.support import models, tasks
from services.support.models.choices import Author, Reason, Rung
from services.support.queries import candidates as stored
from shared.accounts.models import User
from shared.audit.models import AuditEntry
from shared.jobs.models import Job
from tests.support.rows import conversation

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script> zebra {{ 7 }}"
State, Better = models.Candidate.State, models.Shadowed.Better


@pytest.fixture
def candidate(db: None) -> models.Candidate:
    return models.Candidate.objects.create(
        state=State.READY, max_wrong_share=0.2, share=0.1, ready_at=timezone.now(), versions={"support-intent": 2}
    )


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    sent: list[tuple[object, ...]] = []
    monkeypatch.setattr(tasks.prepare_candidate, "delay_on_commit", lambda *given: sent.append(given))
    return sent


def pair(
    candidate: models.Candidate, text: str = "Where?", *, live: str = "Here.", other: str = "There.", **fields: object
) -> models.Shadowed:
    question = conversation(text).messages.get()
    reply = question.conversation.messages.create(author=Author.BOT, text=live, in_reply_to=question)
    trace = models.Trace.objects.create(
        question=question,
        answer=reply,
        text=text,
        language="en",
        rung=Rung.TEMPLATE,
        reason=Reason.INTENT_ACCEPTED,
        intent="card_lost",
        milliseconds=1,
    )
    given = {"difference": "template", "rung": Rung.TEMPLATE, "intent": "pin", "milliseconds": 2, "text": other}
    return models.Shadowed.objects.create(
        candidate=candidate, question=question, trace=trace, answered_at=timezone.now(), **{**given, **fields}
    )


def test_before_any_candidate_it_says_what_one_is(agent: Client) -> None:
    assert "No candidate yet" in agent.get(reverse("candidate")).content.decode()
    assert "Nothing to judge" in agent.get(reverse("judge")).content.decode()


def test_an_editor_names_one(editor: Client, queued: list[tuple[object, ...]]) -> None:
    given = {"max_wrong_percent": "25", "share_percent": "5"}
    assert editor.post(reverse("name-candidate"), given).headers["Location"] == reverse("candidate")
    made = models.Candidate.objects.get()
    assert (made.max_wrong_share, made.share, made.state) == (0.25, 0.05, State.PREPARING)
    assert queued == [(str(Job.objects.get().pk), made.pk)]
    assert AuditEntry.objects.get(action="candidate_named").actor == "edith"
    again = editor.post(reverse("name-candidate"), given)
    assert again.status_code == 400
    assert "There is a candidate already" in again.content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {"max_wrong_percent": "10", "share_percent": "5"},
        {"max_wrong_percent": "99", "share_percent": "5"},
        {"max_wrong_percent": "25", "share_percent": "101"},
        {"max_wrong_percent": "25", "share_percent": "nan"},
        {"max_wrong_percent": "25", "share_percent": "5", "intent": "7"},
        {"max_wrong_percent": "", "share_percent": ""},
    ],
)
def test_nonsense_names_nothing(editor: Client, given: dict[str, str], queued: list[tuple[object, ...]]) -> None:
    assert editor.post(reverse("name-candidate"), given).status_code == 400
    assert not models.Candidate.objects.exists()
    assert not queued


@pytest.mark.parametrize("name", ["name-candidate", "candidate-share", "end-candidate"])
def test_agents_name_and_end_nothing(agent: Client, nobody: Client, candidate: models.Candidate, name: str) -> None:
    assert agent.post(reverse(name), {"share_percent": "50"}).status_code == 403
    assert nobody.post(reverse(name)).status_code == 302
    candidate.refresh_from_db()
    assert (candidate.share, candidate.is_open) == (0.1, True)


def test_the_share_is_moved_and_the_end_is_at_once(editor: Client, candidate: models.Candidate) -> None:
    editor.post(reverse("candidate-share"), {"share_percent": "12.5"})
    candidate.refresh_from_db()
    assert candidate.share == 0.125
    for wrong in ("", "x", "101", "-1", "nan"):
        editor.post(reverse("candidate-share"), {"share_percent": wrong})
    candidate.refresh_from_db()
    assert candidate.share == 0.125
    editor.post(reverse("end-candidate"))
    candidate.refresh_from_db()
    assert (candidate.is_open, candidate.ended_because) == (False, "by_hand")


def test_what_customers_and_models_say_is_text(agent: Client, candidate: models.Candidate) -> None:
    pair(candidate, HOSTILE, live=HOSTILE, other="<img src=x onerror=alert(2)>")
    for address in (reverse("candidate"), reverse("judge")):
        page = agent.get(address).content.decode()
        assert "<script>alert(1)" not in page
        assert "<img src=x" not in page
        assert "zebra" in page


def test_pairs_are_found_by_what_differs_and_by_mark(agent: Client, candidate: models.Candidate) -> None:
    pair(candidate, "One?", difference="template")
    pair(candidate, "Two?", difference="source", better="live")
    pair(candidate, "Three?", difference="same")

    def shown(**given: str) -> set[str]:
        page = agent.get(reverse("candidate"), given)
        return {row.question.text for row in page.context["listing"].page}

    assert shown() == {"One?", "Two?"}
    assert shown(difference="") == {"One?", "Two?", "Three?"}
    assert shown(difference="source") == {"Two?"}
    assert shown(difference="nonsense", better="live") == {"Two?"}
    assert shown(better="none") == {"One?"}


def test_a_long_list_is_cut_into_pages(agent: Client, candidate: models.Candidate) -> None:
    for number in range(23):
        pair(candidate, f"Question {number}?")
    page = agent.get(reverse("candidate"), {"difference": "template", "page": "2"})
    assert len(page.context["listing"].page.object_list) == 3
    assert "difference=template&amp;page=1" in page.content.decode()


def test_an_agent_judges_without_being_told_whose_is_whose(
    agent: Client, anna: User, candidate: models.Candidate
) -> None:
    row = pair(candidate, live="From the live side.", other="From the other.")
    page = agent.get(reverse("judge"))
    assert page.context["answers"] in (
        ["From the live side.", "From the other."],
        ["From the other.", "From the live side."],
    )
    assert "card_lost" not in page.content.decode()
    agent.post(reverse("mark-shadowed", args=[row.pk]), {"choice": "first"})
    row.refresh_from_db()
    assert (row.better, row.marked_by) == (Better.LIVE if stored.live_first(row) else Better.CANDIDATE, anna)
    assert "Nothing to judge" in agent.get(reverse("judge")).content.decode()
    agent.post(reverse("take-back-mark"))
    row.refresh_from_db()
    assert row.better == ""


def test_a_mark_that_is_none_and_a_pair_that_is_none(
    agent: Client, nobody: Client, candidate: models.Candidate
) -> None:
    row = pair(candidate)
    agent.post(reverse("mark-shadowed", args=[row.pk]), {"choice": "both"})
    nobody.post(reverse("mark-shadowed", args=[row.pk]), {"choice": "first"})
    row.refresh_from_db()
    assert row.better == ""
    assert agent.post(reverse("mark-shadowed", args=[row.pk + 1]), {"choice": "first"}).status_code == 404


def test_the_page_says_what_is_known(agent: Client, candidate: models.Candidate) -> None:
    assert "Not known yet" in agent.get(reverse("candidate")).content.decode()
    for _ in range(9):
        pair(candidate, better=Better.CANDIDATE)
    assert "Known: people prefer the candidate" in agent.get(reverse("candidate")).content.decode()


def test_an_editor_starts_an_experiment_and_stops_it(editor: Client, candidate: models.Candidate) -> None:
    assert "No experiment yet" in editor.get(reverse("split")).content.decode()
    assert editor.post(reverse("start-split"), {"share_percent": "10"}).headers["Location"] == reverse("split")
    running = models.Split.objects.get()
    assert (running.share, running.candidate, running.is_open) == (0.1, candidate, True)
    again = editor.post(reverse("start-split"), {"share_percent": "10"})
    assert (again.status_code, models.Split.objects.count()) == (400, 1)
    assert "Stop now" in editor.get(reverse("split")).content.decode()
    editor.post(reverse("stop-split"))
    running.refresh_from_db()
    assert (running.is_open, running.ended_because) == (False, "by_hand")


@pytest.mark.parametrize("share", ["", "1", "99", "nan", "x"])
def test_a_share_that_leaves_a_side_too_small_starts_nothing(
    editor: Client, candidate: models.Candidate, share: str
) -> None:
    assert editor.post(reverse("start-split"), {"share_percent": share}).status_code == 400
    assert not models.Split.objects.exists()


def test_without_a_candidate_there_is_nothing_to_split(editor: Client) -> None:
    assert editor.post(reverse("start-split"), {"share_percent": "10"}).status_code == 400


def test_agents_see_the_experiment_and_leave_it_alone(
    agent: Client, nobody: Client, candidate: models.Candidate
) -> None:
    models.Split.objects.create(candidate=candidate, share=0.5)
    page = agent.get(reverse("split")).content.decode()
    assert "Running" in page
    assert "Stop now" not in page
    for name in ("start-split", "stop-split"):
        assert agent.post(reverse(name), {"share_percent": "10"}).status_code == 403
        assert nobody.post(reverse(name)).status_code == 302
    assert models.Split.objects.get().is_open


def test_the_page_says_why_it_stopped_by_itself(agent: Client, candidate: models.Candidate) -> None:
    models.Split.objects.create(
        candidate=candidate, share=0.5, is_open=False, ended_because="unhappy", ended_at=timezone.now()
    )
    page = agent.get(reverse("split")).content.decode()
    assert "It stopped by itself: more unhappy customers than chance explains" in page
