"""Import with a report by row, take an import back, and edit what customers read."""

from typing import cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from services.support import models
from services.support.actions import submissions
from services.support.actions.records import import_file
from tests.support.rows import intents

EXAMPLES = b"text,label,language\nmy card is gone,card_lost,en\nlost it,card_lost,en\n"


def send(client: Client, kind: str, data: bytes, name: str = "records.csv") -> HttpResponse:
    response = client.post(reverse("imports"), {"kind": kind, "file": SimpleUploadedFile(name, data)})
    return cast(HttpResponse, response)


def test_an_import_says_what_it_added(editor: Client) -> None:
    intents()
    assert "2 records added" in send(editor, "examples", EXAMPLES).content.decode()


def test_a_refused_file_names_row_field_and_remedy(editor: Client) -> None:
    intents()
    response = send(editor, "examples", EXAMPLES + b",card_lost,en\n")
    page = response.content.decode()
    assert response.status_code == 400
    assert "<code>text</code>" in page
    assert "Fill it or remove the row." in page
    assert models.Example.objects.count() == 0


def test_a_missing_file_or_kind_is_asked_for(editor: Client) -> None:
    assert "Choose what the file holds" in editor.post(reverse("imports"), {"kind": "examples"}).content.decode()
    assert "Choose what the file holds" in send(editor, "nonsense", EXAMPLES).content.decode()


def test_an_import_can_be_undone(editor: Client) -> None:
    intents()
    batch = import_file(kind="examples", filename="records.csv", data=EXAMPLES)
    editor.post(reverse("undo-import", args=[batch.pk]))
    assert models.Example.objects.count() == 0
    assert models.Intent.objects.count() == 1


def test_the_import_of_articles_is_undone_once_that_has_been_judged(editor: Client) -> None:
    data = b'{"key": "tea", "title": "Tea", "text": "# Tea\\n\\nTea is free."}'
    batch = import_file(kind="knowledge", filename="tea.jsonl", data=data)
    response = editor.post(reverse("undo-import", args=[batch.pk]))
    assert models.Document.objects.get().archived_at is None
    assert "tea.jsonl" in editor.get(reverse("imports")).content.decode()
    submissions.run_next()
    assert "The import is undone." in editor.get(response.headers["Location"]).content.decode()
    assert models.Document.objects.get().archived_at
    assert not models.ImportBatch.objects.exists()


def test_intents_show_how_many_examples_they_have(editor: Client) -> None:
    intents()
    import_file(kind="examples", filename="records.csv", data=EXAMPLES)
    row = editor.get(reverse("intents")).context["listing"].page.object_list[0]
    assert (row.name, row.total) == ("card_lost", 2)


def test_examples_filter_by_intent_and_text(editor: Client) -> None:
    intents()
    import_file(kind="examples", filename="records.csv", data=EXAMPLES)
    page = editor.get(reverse("examples"), {"q": "gone", "intent": "card_lost"}).content.decode()
    assert "my card is gone" in page
    assert "lost it" not in page
    assert "Nothing matches" in editor.get(reverse("examples"), {"intent": "-"}).content.decode()


def test_a_template_is_changed_once_it_has_been_judged(editor: Client) -> None:
    template = intents().templates.get()
    address = reverse("template", args=["card_lost", template.pk])
    editor.post(address, {"language": "en", "text": "Ring {line} now."})
    assert models.AnswerTemplate.objects.get().text == "Call {line}."
    submissions.run_next()
    assert models.AnswerTemplate.objects.get().filled == "Ring +44 20 7946 0111 now."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Call {nobody}.", "There is no value for nobody."),
        ("Call {line.__class__}.", "A brace stands alone."),
        ("Call {", "A brace stands alone."),
        ("Call {}.", "A brace stands alone."),
    ],
)
def test_a_template_that_could_not_be_filled_is_refused(editor: Client, text: str, reason: str) -> None:
    template = intents().templates.get()
    address = reverse("template", args=["card_lost", template.pk])
    response = editor.post(address, {"language": "en", "text": text})
    assert response.status_code == 400
    assert reason in response.content.decode()
    assert models.AnswerTemplate.objects.get().text == "Call {line}."


def test_a_template_cannot_end_before_it_begins(editor: Client) -> None:
    intents()
    times = {"valid_from": "2026-02-01T00:00", "valid_until": "2026-01-01T00:00"}
    response = editor.post(reverse("new-template", args=["card_lost"]), {"language": "en", "text": "Hi.", **times})
    assert response.status_code == 400


def test_an_intent_is_disabled_and_enabled(editor: Client) -> None:
    intents()
    for wanted in ("0", "1"):
        editor.post(reverse("enable-intent", args=["card_lost"]), {"enabled": wanted})
        submissions.run_next()
        assert models.Intent.objects.get().enabled is (wanted == "1")
