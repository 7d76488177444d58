"""Agents propose beside the conversation; editors decide on a page of their own."""

import pytest
from django.test import Client
from django.urls import reverse

from services.support import models, tasks
from services.support.actions import teaching
from services.support.models.choices import Author
from shared.accounts.models import User
from tests.support.rows import conversation, intents, waiting

HTMX = {"HX-Request": "true"}


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What would be sent to a worker."""
    sent: list[tuple[object, ...]] = []
    for name in ("prepare_teaching", "approve_corrections"):
        task = getattr(tasks, name)
        monkeypatch.setattr(task, "delay_on_commit", lambda *given, name=name: sent.append((name, *given)))
    return sent


def proposed(question: str = "Where is my card?", **fields: str) -> models.Correction:
    intents()
    given = {"intent": "card_lost", "text": "Call {line} at once.", **fields}
    return teaching.propose(proposal=teaching.Proposal(question=question, **given), author=None)


def test_the_form_begins_with_what_a_colleague_answered(agent: Client) -> None:
    row = waiting("Can I rent a safe?")
    question = row.messages.get(author=Author.VISITOR)
    row.messages.create(author=Author.AGENT, text="Yes, for 80 EUR a year.")
    page = agent.get(reverse("correct", args=[question.pk])).content.decode()
    assert "Can I rent a safe?" in page
    assert "Yes, for 80 EUR a year." in page


def test_an_agent_proposes(agent: Client, anna: User, queued: list[tuple[object, ...]]) -> None:
    message = conversation("Can I rent a safe?").messages.get()
    given = {"question": "Can I rent a safe?", "kind": "template", "intent": "safe", "text": "Yes."}
    page = agent.post(reverse("correct", args=[message.pk]), given, headers=HTMX).content.decode()
    row = models.Correction.objects.get()
    assert "An editor decides" in page
    assert (row.author, row.message, row.intent) == (anna, message, "safe")
    assert queued == [("prepare_teaching",)]


def test_what_is_missing_is_said(agent: Client) -> None:
    message = conversation().messages.get()
    address = reverse("correct", args=[message.pk])
    page = agent.post(address, {"question": "x", "kind": "template"}, headers=HTMX).content.decode()
    assert "Which intent is it?" in page
    page = agent.post(address, {"question": "x", "kind": "article", "text": ""}, headers=HTMX).content.decode()
    assert "Write the answer that belongs into the article." in page


def test_an_editor_sees_what_would_change(editor: Client) -> None:
    row = proposed()
    page = editor.get(reverse("corrections")).content.decode()
    assert row.question in page
    assert "Call {line} at once." in page
    assert "Replaces for everybody" in page


def test_approving_marks_and_hands_over_to_a_worker(editor: Client, queued: list[tuple[object, ...]]) -> None:
    row = proposed()
    editor.post(reverse("approve-corrections"), {"correction": row.pk})
    row.refresh_from_db()
    assert row.state == "checking"
    assert queued[0][:2] == ("approve_corrections", [row.pk])
    editor.post(reverse("approve-corrections"), {"correction": row.pk})
    assert len(queued) == 1


def test_the_list_is_drawn_again_when_a_check_has_ended(editor: Client) -> None:
    row = proposed()
    models.Correction.objects.update(state="checking")
    assert f"checking={row.pk}" in editor.get(reverse("corrections")).content.decode()
    assert editor.get(reverse("corrections-list"), {"checking": row.pk}).status_code == 204
    models.Correction.objects.update(state="held")
    assert row.question in editor.get(reverse("corrections-list"), {"checking": row.pk}).content.decode()


def test_what_the_gate_found_is_listed(editor: Client) -> None:
    row = proposed()
    case = models.EvaluationCase.objects.create(
        question="Lost it!", question_hash="l", language="en", expect="template"
    )
    worse = {"case": case.pk, "expected": "card_lost", "before": "template", "after": "handover", "protected": True}
    row.state, row.verdict = "held", {"held": True, "worse": [worse], "code": "engine_unavailable"}
    row.save()
    page = editor.get(reverse("corrections")).content.decode()
    assert "Lost it!" in page
    assert "the model server did not answer" in page
    assert "Approve anyway" in page


def test_editing_rejecting_and_taking_back(editor: Client) -> None:
    row = proposed()
    given = {"question": "Where is it?", "kind": "template", "intent": "card_lost", "text": "Call {line}."}
    editor.post(reverse("edit-correction", args=[row.pk]), given)
    row.refresh_from_db()
    assert (row.question, row.text) == ("Where is it?", "Call {line}.")
    editor.post(reverse("reject-correction", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "rejected"
    assert (
        "Somebody has decided" in editor.post(reverse("undo-correction", args=[row.pk]), follow=True).content.decode()
    )
    for show in ("open", "live", "rejected", "undone", "nonsense"):
        assert editor.get(reverse("corrections-list"), {"show": show}).status_code == 200


def test_agents_do_not_decide(agent: Client) -> None:
    row = proposed()
    assert agent.get(reverse("corrections")).status_code == 403
    assert agent.post(reverse("approve-corrections"), {"correction": row.pk}).status_code == 403
    assert agent.post(reverse("undo-correction", args=[row.pk])).status_code == 403
