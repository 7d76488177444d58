"""What the gate holds is not made; the page says what would break, and lets an editor overrule it on record."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from services.support import models
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


def test_a_template_that_breaks_a_case_is_shown_with_what_it_breaks(
    editor: Client, template: models.AnswerTemplate
) -> None:
    address = reverse("template", args=["card_lost", template.pk])
    given = {"language": "en", "text": "We do not know."}
    response = editor.post(address, given)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Held: answers would get worse." in page
    assert "Where are my card &amp; PIN?" in page
    assert "card_lost “Call”: Template card_lost → Template card_lost" in page
    assert "We do not know." in page
    template.refresh_from_db()
    assert template.text.startswith("Call")
    assert editor.post(address, {**given, "force": "1"}).status_code == 302
    template.refresh_from_db()
    assert template.text == "We do not know."
    assert AuditEntry.objects.get(action="gate_overruled").actor == "edith"


def test_deleting_and_disabling_ask_once_more(editor: Client, template: models.AnswerTemplate) -> None:
    for name, arguments, given in (
        ("delete-template", ["card_lost", template.pk], {}),
        ("enable-intent", ["card_lost"], {"enabled": "0"}),
    ):
        response = editor.post(reverse(name, args=arguments), given)
        assert response.status_code == 409
        assert "Do it anyway" in response.content.decode()
    assert 'name="enabled" value="0"' in response.content.decode()
    editor.post(reverse("enable-intent", args=["card_lost"]), {"enabled": "0", "force": "1"})
    assert not models.Intent.objects.get().enabled


def test_an_import_of_templates_is_held(editor: Client, template: models.AnswerTemplate) -> None:
    def send(**more: str) -> int:
        file = SimpleUploadedFile("intents.json", TEMPLATES)
        return editor.post(reverse("imports"), {"kind": "intents", "file": file, **more}).status_code

    assert send() == 409
    template.refresh_from_db()
    assert template.text.startswith("Call")
    assert send(force="1") == 200


def test_an_agent_overrules_nothing(agent: Client, template: models.AnswerTemplate) -> None:
    address = reverse("template", args=["card_lost", template.pk])
    assert agent.post(address, {"language": "en", "text": "No.", "force": "1"}).status_code == 403
