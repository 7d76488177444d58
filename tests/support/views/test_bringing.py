"""The page on which a file of another desk is looked at, corrected and brought in."""

from pathlib import Path
from typing import Any, cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from services.support import models
from services.support.actions import submissions
from shared.audit.models import AuditEntry

FILES = Path(__file__).parents[1] / "actions" / "desks" / "files"


def send(client: Client, name: str, *, htmx: bool = False, data: bytes | None = None, **said: Any) -> HttpResponse:
    file = SimpleUploadedFile(name, (FILES / name).read_bytes() if data is None else data)
    headers = {"HX-Request": "true"} if htmx else {}
    return cast(HttpResponse, client.post(reverse("bring"), {"file": file, **said}, headers=headers))


def test_a_look_says_what_the_file_is_and_what_is_wrong(editor: Client) -> None:
    page = send(editor, "chatwoot-canned.json").content.decode()
    assert "Read as: Chatwoot: canned responses" in page
    assert "Nothing fills {{conversation.custom_attribute.order}} here." in page
    assert not models.CannedAnswer.objects.exists()


def test_columns_are_shown_with_what_they_fill_and_can_be_mapped(editor: Client) -> None:
    page = send(editor, "zendesk-view.csv").content.decode()
    assert '<option value="Description" selected>' in page
    said: dict[str, Any] = {"do": "bring", "map-question": "Subject"}
    done = send(editor, "zendesk-view.csv", **said)
    assert done.status_code == 302
    assert models.TrainingPair.objects.get().question == "Card"
    assert AuditEntry.objects.filter(action="records_imported").count() == 2


def test_kinds_that_are_not_ticked_stay_out(editor: Client) -> None:
    send(editor, "zendesk-view.csv", do="bring", shown=["pairs", "examples"], kind=["pairs"])
    assert not models.Example.objects.exists()


def test_a_file_with_a_bad_row_is_refused_until_it_is_left_out(editor: Client) -> None:
    refused = send(editor, "chatwoot-canned.json", do="bring")
    assert (refused.status_code, "<code>content</code>" in refused.content.decode()) == (400, True)
    # htmx shows only what succeeded.
    assert send(editor, "chatwoot-canned.json", htmx=True, do="bring").status_code == 200
    assert not models.CannedAnswer.objects.exists()
    done = send(editor, "chatwoot-canned.json", htmx=True, do="bring", without_bad="1")
    assert done.headers["HX-Redirect"] == reverse("imports")
    assert models.CannedAnswer.objects.count() == 2


def test_what_changes_answers_is_judged_first(editor: Client) -> None:
    sent = send(editor, "rasa-domain.yml", htmx=True, do="bring", without_bad="1")
    address = sent.headers["HX-Redirect"]
    assert not models.Intent.objects.exists()
    assert "rasa-domain.yml" in editor.get(reverse("imports")).content.decode()
    submissions.run_next()
    assert "Intents and templates: " in editor.get(address).content.decode()
    assert models.AnswerTemplate.objects.exists()


def test_markup_in_a_file_stays_text_on_the_page(editor: Client) -> None:
    data = b'question,answer\n<img src=x onerror=alert(1)>,"<script>alert(2)</script> &lt;script&gt;alert(3)"\n'
    page = send(editor, "evil<b>.csv", data=data).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_file_that_is_missing_or_unknown_is_said(editor: Client) -> None:
    assert "Choose a file." in editor.post(reverse("bring")).content.decode()
    assert "Nobody knows this layout." in send(editor, "a.json", data=b'[{"x": 1}]').content.decode()
    assert send(editor, "a.json", data=b"[]", layout="../etc").status_code == 400


def test_agents_bring_nothing_in(agent: Client) -> None:
    assert send(agent, "rasa-nlu.yml", do="bring").status_code == 403


def test_it_is_said_in_chinese(editor: Client) -> None:
    editor.cookies["django_language"] = "zh-hans"
    page = editor.get(reverse("bring"), headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "从其他客服平台导入" in page


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir()))
def test_every_file_can_be_looked_at(editor: Client, name: str) -> None:
    assert send(editor, name).status_code == 200


def test_nothing_is_said_of_a_file_before_somebody_does(editor: Client) -> None:
    page = editor.get(reverse("bring")).content.decode()
    assert " selected" not in page
    assert " selected" in send(editor, "rasa-nlu.yml", encoding="utf-8").content.decode()
