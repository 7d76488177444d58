"""Editors see the two passages and what differs in them, and say why one needs no mending."""

import pytest
from django.test import Client
from django.urls import reverse

from services.support import models, tasks
from services.support.actions import health as checking
from services.support.views.knowledge.marking import parts_of
from shared.jobs import actions as jobs
from tests.support.rows import article

HOSTILE = "<script>alert(1)</script> costs 9.90 EUR"


def finding(**fields: object) -> models.Finding:
    first, second = article(key="en/a"), article(key="en/b", price="12.50")
    chunks = [one.chunks.filter(text__contains="Express").get() for one in (first, second)]
    details = {
        "first": "Express costs 9.90 EUR.",
        "second": "Express costs 12.50 EUR.",
        "facts": [["EUR", ["9.9"], ["12.5"]]],
        "negated": False,
    }
    given = {"kind": "contradiction", "key": "c", "document": first, "details": details, **fields}
    return models.Finding.objects.create(first=chunks[0], second=chunks[1], **given)


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    sent: list[str] = []
    monkeypatch.setattr(tasks.check_articles, "delay_on_commit", lambda *_given: sent.append("check"))
    return sent


def test_an_empty_page_says_whether_there_was_a_check(editor: Client) -> None:
    assert "have not been checked yet" in editor.get(reverse("health")).content.decode()
    jobs.finish(job=checking.start_job())
    assert "Nothing to mend here" in editor.get(reverse("health")).content.decode()


def test_both_passages_stand_there_with_what_differs_marked(editor: Client) -> None:
    finding()
    page = editor.get(reverse("health")).content.decode()
    assert '<mark>Express costs </mark><mark class="differs">9.90</mark><mark> EUR.</mark>' in page
    assert '<mark class="differs">12.50</mark>' in page
    assert "9.9 EUR" in page


def test_what_articles_say_is_text_and_nothing_else(editor: Client) -> None:
    finding()
    models.Document.objects.update(title="<img src=x onerror=alert(2)>")
    models.Chunk.objects.filter(live=True, text__contains="9.90").update(text=HOSTILE, heading_path=["<b>h</b>"])
    models.Finding.objects.update(details={"first": HOSTILE, "second": "", "facts": [["<i>", ["9.9"], ["<u>"]]]})
    page = editor.get(reverse("health")).content.decode()
    for hostile in ("<script>alert(1)", "<img src=x", "<b>h", "<i>", "<u>"):
        assert hostile not in page
    assert "&lt;script&gt;alert(1)" in page


def test_marks_cover_the_whole_text() -> None:
    text = "Before. It is not free, it costs 5,000 EUR or five euros. After."
    parts = list(parts_of(text, "It is not free, it costs 5,000 EUR or five euros.", {"5000", "5"}, negated=True))
    assert "".join(part.text for part in parts) == text
    assert [part.text for part in parts if part.level == 2] == ["not", "5,000", "five"]
    assert [part.text for part in parts_of(text, "is gone", {"5"}, negated=True)] == [text]


def test_dismissing_needs_a_reason_and_is_undone(editor: Client) -> None:
    row = finding()
    address = reverse("dismiss-finding", args=[row.pk])
    assert "Say why" in editor.post(address, {"because": " "}, follow=True).content.decode()
    editor.post(address, {"because": "Two kinds <b>of</b> post"})
    page = editor.get(reverse("health"), {"show": "dismissed"}).content.decode()
    assert "Two kinds &lt;b&gt;of&lt;/b&gt; post" in page
    editor.post(reverse("restore-finding", args=[row.pk]))
    assert "Express costs" in editor.get(reverse("health"), {"show": "nonsense"}).content.decode()


def test_why_an_article_is_stale_is_told_in_words(editor: Client) -> None:
    reasons = [
        {"code": "bad_feedback", "down": 3, "up": 1},
        {"code": "contradicted", "by": ["New <b>"]},
        {"code": "uncited", "missed": 4},
        {"code": "past_year", "year": 2024},
        {"code": "old", "days": 400},
    ]
    models.Finding.objects.create(kind="stale", key="s", document=article(), details={"reasons": reasons})
    page = editor.get(reverse("health"), {"show": "stale"}).content.decode()
    for words in ("3 thumbs down and 1 up", "say otherwise: New &lt;b&gt;", "4 questions", "2024", "400 days"):
        assert words in page


def test_a_check_is_asked_for_once(editor: Client, queued: list[str]) -> None:
    editor.post(reverse("check-articles"))
    assert "being worked on already" in editor.post(reverse("check-articles"), follow=True).content.decode()
    assert queued == ["check"]


@pytest.mark.parametrize("name", ["dismiss-finding", "restore-finding"])
def test_agents_and_strangers_stay_out(agent: Client, nobody: Client, editor: Client, name: str) -> None:
    row = finding()
    address = reverse(name, args=[row.pk])
    assert agent.post(address, {"because": "x"}).status_code == 403
    assert nobody.post(address, {"because": "x"}).status_code == 302
    assert editor.post(reverse(name, args=[row.pk + 1]), {"because": "x"}).status_code == 404
    assert agent.post(reverse("check-articles")).status_code == 403


def test_programs_read_and_dismiss(editor: Client, agent: Client) -> None:
    row = finding()
    listed = editor.get("/api/findings?show=contradiction").json()["items"]
    assert [(one["id"], one["document"], one["second"]["document"]) for one in listed] == [(row.pk, "en/a", "en/b")]
    assert agent.post(f"/api/findings/{row.pk}/dismiss", {"because": "x"}, "application/json").status_code == 403
    assert editor.post(f"/api/findings/{row.pk}/dismiss", {"because": " "}, "application/json").status_code == 400
    assert editor.post(f"/api/findings/{row.pk}/dismiss", {"because": "x"}, "application/json").status_code == 204
    assert editor.get("/api/findings?show=contradiction").json()["items"] == []
