"""What the gate holds is not made; the page says what would break, and lets an editor overrule it on record."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from services.support import models
from services.support.actions import submissions
from services.support.actions.records.masking import digest
from shared.audit.models import AuditEntry
from tests.support.rows import intents

QUESTION = "Where are my card & PIN?"
TEMPLATES = b'[{"name": "card_lost", "templates": [{"language": "en", "text": "We do not know."}]}]'


@pytest.fixture
def template(db: None) -> models.AnswerTemplate:
    """A question that a correction answers, without any model, and a case that asks it."""
    intent = intents()
    given = {"question": QUESTION, "question_hash": digest(QUESTION), "language": "en", "intent": intent.name}
    models.Correction.objects.create(kind="template", state="live", **given)
    models.EvaluationCase.objects.create(expect="template", must_contain=["Call"], protected=True, **given)
    return intent.templates.get()


def handed_in(editor: Client, name: str, *arguments: object, **given: str) -> str:
    """The address of the page that says what came of it."""
    response = editor.post(reverse(name, args=arguments), given)
    submissions.run_next()
    return str(response.headers["Location"])


def test_a_template_that_breaks_a_case_is_shown_with_what_it_breaks(
    editor: Client, template: models.AnswerTemplate
) -> None:
    address = handed_in(editor, "template", "card_lost", template.pk, language="en", text="We do not know.")
    page = editor.get(address).content.decode()
    assert "Held: answers would get worse." in page
    assert "Where are my card &amp; PIN?" in page
    assert "card_lost “Call”: Template card_lost → Template card_lost, without “Call”" in page
    assert "We do not know." in page
    template.refresh_from_db()
    assert template.text.startswith("Call")
    assert "card_lost (en)" in editor.get(reverse("intent", args=["card_lost"])).content.decode()
    again = editor.post(f"{address}again/", {"force": "1"})
    submissions.run_next()
    assert "Customers read it from now on." in editor.get(again.headers["Location"]).content.decode()
    template.refresh_from_db()
    assert template.text == "We do not know."
    assert AuditEntry.objects.get(action="gate_overruled").actor == "edith"


def test_the_navigation_shows_what_a_change_belongs_to(editor: Client, template: models.AnswerTemplate) -> None:
    page = editor.get(held_import(editor)).content.decode()
    assert f'href="{reverse("imports")}" aria-current="page"' in page
    assert f'href="{reverse("articles")}" aria-current' not in page


def test_words_that_were_held_are_mended_where_they_were_left(editor: Client, template: models.AnswerTemplate) -> None:
    held = handed_in(editor, "template", "card_lost", template.pk, language="en", text="We do not know.")
    mend = reverse("mend-template", args=["card_lost", models.Submission.objects.get().pk])
    assert mend in editor.get(held).content.decode()
    assert "We do not know." in editor.get(mend).content.decode()
    assert editor.post(mend, {"language": "en", "text": "Call {nobody}."}).status_code == 400
    editor.post(mend, {"language": "en", "text": "Call us."})
    submissions.run_next()
    template.refresh_from_db()
    assert template.text == "Call us."
    assert "Not in force yet" not in editor.get(reverse("intent", args=["card_lost"])).content.decode()
    assert mend not in editor.get(held).content.decode()


def test_deleting_and_disabling_are_held_and_overruled(editor: Client, template: models.AnswerTemplate) -> None:
    for name, arguments, given, said in (
        ("enable-intent", ["card_lost"], {"enabled": "0"}, "The intent is disabled."),
        ("enable-intent", ["card_lost"], {"enabled": "1"}, ""),
        ("delete-template", ["card_lost", template.pk], {}, "The answer is deleted."),
    ):
        address = handed_in(editor, name, *arguments, **given)
        page = editor.get(address).content.decode()
        assert ("Do it anyway" in page) is bool(said)
        if said:
            again = editor.post(f"{address}again/", {"force": "1"})
            submissions.run_next()
            assert said in editor.get(again.headers["Location"]).content.decode()
    assert not models.AnswerTemplate.objects.exists()


def held_import(editor: Client) -> str:
    """The address of the page that says why."""
    file = SimpleUploadedFile("intents.json", TEMPLATES)
    response = editor.post(reverse("imports"), {"kind": "intents", "file": file})
    submissions.run_next()
    return response.headers["Location"]


def test_an_import_of_templates_is_held_and_overruled_without_the_file_again(
    editor: Client, template: models.AnswerTemplate
) -> None:
    address = held_import(editor)
    page = editor.get(address).content.decode()
    assert "Held: answers would get worse." in page
    assert "Where are my card &amp; PIN?" in page
    template.refresh_from_db()
    assert template.text.startswith("Call")
    assert "intents.json" in editor.get(reverse("imports")).content.decode()
    again = editor.post(f"{address}again/", {"force": "1"})
    submissions.run_next()
    assert "1 record added" in editor.get(again.headers["Location"]).content.decode()
    assert models.AnswerTemplate.objects.get().text == "We do not know."
    assert AuditEntry.objects.get(action="gate_overruled").actor == "edith"


def test_set_aside_it_is_gone_from_the_list_and_cannot_be_done_any_more(
    editor: Client, agent: Client, template: models.AnswerTemplate
) -> None:
    address = held_import(editor)
    assert agent.get(address).status_code == 403
    assert agent.post(f"{address}again/", {"force": "1"}).status_code == 403
    assert agent.post(f"{address}set-aside/").status_code == 403
    editor.post(f"{address}set-aside/")
    assert "Not in force yet" not in editor.get(reverse("imports")).content.decode()
    editor.post(f"{address}again/", {"force": "1"})
    assert submissions.run_next() is None
    template.refresh_from_db()
    assert template.text.startswith("Call")


def test_an_agent_overrules_nothing(agent: Client, template: models.AnswerTemplate) -> None:
    address = reverse("template", args=["card_lost", template.pk])
    assert agent.post(address, {"language": "en", "text": "No.", "force": "1"}).status_code == 403
