"""Templates, thresholds and articles: what would break the company's cases is not made, and says what it breaks."""

from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from services.support import models
from services.support.actions import answer as ladder
from services.support.actions import documents
from services.support.actions.documents import judging
from services.support.actions.evaluate import evaluate
from services.support.actions.gate import ChangeHeld, GateUnavailable, follow
from services.support.actions.gate.state import fingerprint
from services.support.actions.policy.judging import judge_limit
from services.support.actions.records.judging import judge_import
from services.support.actions.records.templates import (
    Draft,
    judge_deletion,
    judge_enabling,
    judge_template,
    save_template,
    set_enabled,
)
from shared.audit.models import AuditEntry
from tests.support.actions.gate.conftest import MakeCase
from tests.support.bank import RATE_QUESTION, RATES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bank")]
LOST = "my card is lost"
BRANCH = Draft("en", "Ask a branch.")


@pytest.fixture
def lost(case: MakeCase) -> models.AnswerTemplate:
    case(LOST, intent="card_lost", must_contain=["Freeze"], protected=True)
    return models.AnswerTemplate.objects.get(intent__name="card_lost", language="en")


@pytest.fixture
def rates(case: MakeCase) -> models.EvaluationCase:
    """Only articles answer, and one question about them must."""
    models.Policy.objects.update(intent_threshold=1e9, answer_threshold=-10.0)
    return case(RATE_QUESTION, expect="article", document_key="rates", must_contain=["Visa"], protected=True, intent="")


def test_a_template_that_breaks_a_case_is_held(lost: models.AnswerTemplate) -> None:
    with pytest.raises(ChangeHeld, match="1 of 1 cases") as held:
        judge_template(intent=lost.intent, draft=BRANCH, template=lost)
    assert held.value.broken[0]["question"] == LOST
    lost.refresh_from_db()
    assert "Freeze" in lost.text
    assert "Freeze" in ladder.answer(text=LOST).text


def test_an_editor_may_overrule_it_on_record(lost: models.AnswerTemplate) -> None:
    assert judge_template(intent=lost.intent, draft=BRANCH, template=lost, force=True, actor="edith").held
    save_template(intent=lost.intent, draft=BRANCH, template=lost)
    assert AuditEntry.objects.get(action="gate_overruled").actor == "edith"
    assert ladder.answer(text=LOST).text == "Ask a branch."


def test_a_harmless_template_passes(lost: models.AnswerTemplate) -> None:
    assert not judge_template(intent=lost.intent, draft=Draft("en", "Tap Freeze under Cards."), template=lost).held


def test_deleting_and_disabling_are_changes_too(lost: models.AnswerTemplate) -> None:
    with pytest.raises(ChangeHeld):
        judge_deletion(template=lost)
    with pytest.raises(ChangeHeld):
        judge_enabling(intent=lost.intent, enabled=False)


def test_thresholds_that_silence_the_assistant_are_held(lost: models.AnswerTemplate) -> None:
    row = models.Policy.objects.get()
    row.curves = {"intent": {"scores": [0.9] * 30, "correct": [False] * 15 + [True] * 15}, "scorer": "fused"}
    row.save()
    with pytest.raises(ChangeHeld):
        judge_limit(max_wrong_share=0.01)


def test_an_article_that_loses_the_answer_is_not_taken(rates: models.EvaluationCase) -> None:
    changed = RATES.replace("Visa rate of the day", "rate that we like").encode()
    with pytest.raises(ChangeHeld):
        judging.judge_files([("rates.md", changed, "")])
    assert judging.judge_files([("rates.md", RATES.encode(), "")]).worse == []
    assert judging.judge_files([("other.md", b"# Parking\n\nParking is free.\n", "")]).worse == []
    assert models.DocumentVersion.objects.filter(document__key="rates").count() == 1


def test_archiving_the_only_source_is_held(rates: models.EvaluationCase) -> None:
    document = models.Document.objects.get(key="rates")
    with pytest.raises(ChangeHeld):
        judging.judge_archiving(document)
    documents.archive_document(document=document)
    assert judging.judge_restoring(document).better == 1


def test_the_command_takes_nothing_of_what_is_held(rates: models.EvaluationCase, tmp_path: Path) -> None:
    (tmp_path / "rates.md").write_text(RATES.replace("Visa", "Fancy"))
    with pytest.raises(CommandError, match="held"):
        call_command("ingest", str(tmp_path), stdout=StringIO())
    assert models.DocumentVersion.objects.filter(document__key="rates").count() == 1
    call_command("ingest", str(tmp_path), "--force", stdout=StringIO())
    assert models.DocumentVersion.objects.filter(document__key="rates").count() == 2


def test_without_cases_nothing_is_asked() -> None:
    assert judge_limit(max_wrong_share=0.2).cases == 0


def test_cases_are_asked_once_for_each_state(lost: models.AnswerTemplate, monkeypatch: pytest.MonkeyPatch) -> None:
    follow()
    before = fingerprint()

    def never(_case: models.EvaluationCase) -> None:
        raise AssertionError("asked again although nothing changed")

    with monkeypatch.context() as patch:
        patch.setattr("services.support.actions.gate.asking._ask", never)
        follow()
    models.AnswerTemplate.objects.filter(pk=lost.pk).delete()
    assert fingerprint() != before


def test_a_silent_server_is_no_verdict(lost: models.AnswerTemplate, monkeypatch: pytest.MonkeyPatch) -> None:
    from modelkit.errors import EngineUnavailable

    def away(*_arguments: object, **_options: object) -> None:
        raise EngineUnavailable("gone")

    monkeypatch.setattr("services.support.actions.answer.intent.engine", away)
    with pytest.raises(GateUnavailable):
        judge_template(intent=lost.intent, draft=Draft("en", "Freeze it."), template=lost)
    assert not judge_template(intent=lost.intent, draft=Draft("en", "Freeze it."), template=lost, force=True).cases


def test_a_run_worse_than_the_last_accepted_one_ends_with_1(lost: models.AnswerTemplate) -> None:
    assert evaluate().accepted
    models.AnswerTemplate.objects.filter(pk=lost.pk).update(text="We do not know.")
    from services.support.actions import remembered

    remembered.replies.forget()
    errors = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("evaluate", stdout=StringIO(), stderr=errors)
    assert stopped.value.code == 1
    assert LOST in errors.getvalue()
    call_command("evaluate", "--accept", stdout=StringIO())
    call_command("evaluate", stdout=StringIO())


def test_cases_of_corrections_say_nothing_of_accuracy(lost: models.AnswerTemplate, case: MakeCase) -> None:
    correction = models.Correction.objects.create(kind="template", question="x", question_hash="x", language="en")
    case("something else entirely", intent="nothing", correction=correction)
    assert evaluate().metrics["answer_accuracy"]["value"] == 1.0


def test_an_import_of_templates_is_a_change_too(lost: models.AnswerTemplate) -> None:
    text = '{"name": "card_lost", "slots": {"fee": "6"}, "templates": [{"language": "en", "text": "Ask a branch."}]}'
    data = f"[{text}]".encode()
    with pytest.raises(ChangeHeld):
        judge_import(kind="intents", filename="a.json", data=data)
    lost.refresh_from_db()
    assert "Freeze" in lost.text
    assert not models.ImportBatch.objects.exists()
    assert judge_import(kind="intents", filename="a.json", data=data, force=True).held


def test_templates_that_overlap_speak_in_the_order_they_will_have(lost: models.AnswerTemplate) -> None:
    draft = replace(BRANCH, valid_from=timezone.now() - timedelta(days=1))
    with pytest.raises(ChangeHeld):
        judge_template(intent=lost.intent, draft=draft)
    lost.valid_from = timezone.now() - timedelta(hours=1)
    lost.save()
    assert not judge_template(intent=lost.intent, draft=draft).held


def test_an_intent_that_is_disabled_has_nothing_to_break(lost: models.AnswerTemplate) -> None:
    set_enabled(intent=lost.intent, enabled=False)
    assert not judge_template(intent=lost.intent, draft=BRANCH, template=lost).held
