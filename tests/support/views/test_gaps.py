"""Editors read what nobody knew, draft an answer or set a subject aside."""

import pytest
from django.test import Client
from django.urls import reverse

from services.support import models, tasks
from services.support.models.choices import Author, Reason, Rung
from tests.support.rows import conversation

HOSTILE = "<script>alert(1)</script> zebra {{ 7 }}"


def gap(*texts: str, reply: str = "", words: tuple[str, ...] = ("zebra",), language: str = "en") -> models.Gap:
    row = models.Gap.objects.create(words=list(words))
    for place, text in enumerate(texts):
        message = conversation(text).messages.get()
        trace = models.Trace.objects.create(
            question=message, text=text, language=language, rung=Rung.HANDOVER, reason=Reason.NO_SOURCES, milliseconds=1
        )
        row.questions.create(trace=trace, nearness=1 - place / 10)
        if reply:
            message.conversation.messages.create(author=Author.AGENT, text=reply)
    return row


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    sent: list[str] = []
    for name in ("find_gaps", "prepare_teaching"):
        monkeypatch.setattr(getattr(tasks, name), "delay_on_commit", lambda *_given, name=name: sent.append(name))
    return sent


def test_what_customers_wrote_is_text_and_nothing_else(editor: Client) -> None:
    row = gap(HOSTILE, "zebra", reply="<img src=x onerror=alert(2)>", words=("<b>zebra</b>",))
    for address in (reverse("gaps"), reverse("draft-gap", args=[row.pk])):
        page = editor.get(address).content.decode()
        assert "<script>alert(1)" not in page
        assert "<img src=x" not in page
        assert "<b>zebra" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_a_draft_leads_to_corrections(editor: Client, queued: list[str]) -> None:
    row = gap("where are zebras", "zebras where", reply="In the north.")
    address = reverse("draft-gap", args=[row.pk])
    page = editor.get(address).content.decode()
    assert "In the north." in page
    chosen = [str(pk) for pk in row.questions.values_list("pk", flat=True)]
    given = {"questions": chosen, "kind": "template", "intent": "zebras", "text": "In the north."}
    assert editor.post(address, given).headers["Location"] == reverse("corrections")
    assert models.Correction.objects.filter(gap=row, intent="zebras").count() == 2
    assert queued == ["prepare_teaching"]
    assert "draft in this language already" in editor.post(address, given).content.decode()


def test_an_article_may_hold_the_answer(editor: Client, queued: list[str]) -> None:
    row = gap("where are zebras")
    given = {"questions": [str(row.questions.get().pk)], "kind": "article", "heading": "Zebras", "text": "North."}
    editor.post(reverse("draft-gap", args=[row.pk]), given)
    made = models.Correction.objects.get()
    assert (made.kind, made.heading, made.document_key) == ("article", "Zebras", "en/answered-by-our-team")


def test_each_language_has_a_draft_of_its_own(editor: Client) -> None:
    row = gap("where are zebras", "zebras where")
    other = gap("斑马在哪里", language="zh")
    models.GapQuestion.objects.filter(gap=other).update(gap=row)
    other.delete()
    address = reverse("draft-gap", args=[row.pk])
    assert "斑马在哪里" not in editor.get(address).content.decode()
    page = editor.get(address, {"language": "zh"}).content.decode()
    assert "斑马在哪里" in page
    assert "where are zebras" not in page
    assert editor.get(address, {"language": "'><script>"}).status_code == 200


def test_another_subjects_questions_are_refused(editor: Client, queued: list[str]) -> None:
    mine, other = gap("where are zebras"), gap("where are lions", words=("lions",))
    given = {"questions": [str(other.questions.get().pk)], "kind": "template", "intent": "zebras", "text": "North."}
    assert editor.post(reverse("draft-gap", args=[mine.pk]), given).status_code == 400
    assert not models.Correction.objects.exists()


def test_dismissed_and_taken_up_again(editor: Client) -> None:
    row = gap("where are zebras")
    editor.post(reverse("dismiss-gap", args=[row.pk]))
    assert "where are zebras" not in editor.get(reverse("gaps")).content.decode()
    assert "where are zebras" in editor.get(reverse("gaps"), {"show": "dismissed"}).content.decode()
    editor.post(reverse("restore-gap", args=[row.pk]))
    assert "where are zebras" in editor.get(reverse("gaps"), {"show": "nonsense"}).content.decode()


def test_gathering_is_asked_for_once(editor: Client, queued: list[str]) -> None:
    editor.post(reverse("find-gaps"))
    page = editor.post(reverse("find-gaps"), follow=True).content.decode()
    assert queued == ["find_gaps"]
    assert "being worked on already" in page


@pytest.mark.parametrize("name", ["draft-gap", "dismiss-gap", "restore-gap"])
def test_agents_and_strangers_stay_out(agent: Client, nobody: Client, editor: Client, name: str) -> None:
    row = gap("where are zebras")
    address = reverse(name, args=[row.pk])
    assert agent.post(address).status_code == 403
    assert nobody.post(address).status_code == 302
    assert editor.post(reverse(name, args=[row.pk + 1])).status_code == 404
    assert agent.post(reverse("find-gaps")).status_code == 403


def test_programs_read_and_set_aside(editor: Client, agent: Client) -> None:
    row = gap("where are zebras", "zebras where")
    listed = editor.get("/api/gaps?show=open&limit=1").json()["items"]
    assert [(one["id"], one["size"], one["questions"][0]) for one in listed] == [(row.pk, 2, "where are zebras")]
    assert agent.get("/api/gaps").status_code == 403
    assert editor.post(f"/api/gaps/{row.pk}/dismiss").status_code == 204
    assert editor.get("/api/gaps?show=open").json()["items"] == []
    assert editor.post(f"/api/gaps/{row.pk}/restore").status_code == 204
