"""The rows that a correction makes and changes, and how to put back what was there."""

from typing import Any

from django.utils import timezone

from services.support import models
from services.support.actions.documents.sections import put_section, section_text, take_section
from services.support.actions.teaching.heirs import (
    handed_on_intent,
    handed_on_section,
    handed_on_template,
    words_of,
)
from services.support.models.choices import Split

Kind = models.Correction.Kind
Expect = models.EvaluationCase.Expect
Undo = dict[str, Any]


def apply(row: models.Correction) -> Undo:
    """Inside the caller's transaction. Returns what `take_back` needs."""
    made = _answer_with_template(row) if row.kind == Kind.TEMPLATE else _answer_with_section(row)
    return {**made, "example": _teach(row), "case": _guard(row)}


def take_back(row: models.Correction) -> None:
    """Everything as it was, except what somebody has changed again since, or what a later correction rests on."""
    row.examples.all().delete()
    row.pairs.all().delete()
    row.cases.all().delete()
    _restore_example(row.undo.get("example") or {})
    _restore_case(row.undo.get("case") or {})
    if row.kind == Kind.TEMPLATE:
        if not handed_on_template(row):
            _restore_template(row)
        _take_intent(row)
    elif handed_on_section(row):
        return
    elif row.undo.get("section_before"):
        put_section(key=row.document_key, heading=row.heading, text=row.undo["section_before"], language=row.language)
    else:
        take_section(key=row.document_key, heading=row.heading)


def _answer_with_template(row: models.Correction) -> Undo:
    title = row.intent_title or row.intent.replace("_", " ").capitalize()
    intent, created = models.Intent.objects.get_or_create(name=row.intent, defaults={"title": {row.language: title}})
    made: Undo = {"intent_created": created}
    now = timezone.now()
    template = next((one for one in intent.templates.filter(language=row.language) if one.is_valid(now)), None)
    if not row.text or (template is not None and template.text == row.text):
        return made
    if template is None:
        return {**made, "template": intent.templates.create(language=row.language, text=row.text).pk}
    made |= {"template": template.pk, "text_before": template.text}
    template.text = row.text
    template.save(update_fields=["text", "updated_at"])
    return made


def _restore_template(row: models.Correction) -> None:
    intent = models.Intent.objects.filter(name=row.intent).first()
    if intent is None:
        return
    template = intent.templates.filter(pk=row.undo.get("template")).first()
    if template is not None and template.text == words_of(row):
        before = row.undo.get("text_before")
        if before is None:
            template.delete()
        else:
            template.text = before
            template.save(update_fields=["text", "updated_at"])


def _take_intent(row: models.Correction) -> None:
    intent = models.Intent.objects.filter(name=row.intent).first()
    if intent is None or not row.undo.get("intent_created") or handed_on_intent(row):
        return
    # One that others have begun to use stays.
    if not intent.examples.exists() and not intent.templates.exists():
        intent.delete()


def _answer_with_section(row: models.Correction) -> Undo:
    before = section_text(key=row.document_key, heading=row.heading)
    user = row.decided_by
    put_section(key=row.document_key, heading=row.heading, text=row.text, language=row.language, user=user)
    return {"section_before": before}


def _teach(row: models.Correction) -> Undo:
    """The question as an example, or as a pair with the section that answers it."""
    if row.kind == Kind.ARTICLE:
        # A pair that the records have already says the same, and stays when the correction goes.
        models.TrainingPair.objects.get_or_create(
            question_hash=row.question_hash,
            document_key=row.document_key,
            heading=row.heading,
            defaults={
                "question": row.question,
                "answer": "",
                "language": row.language,
                "split": Split.TRAIN,
                "visitor": row.visitor,
                "correction": row,
            },
        )
        return {}
    intent = models.Intent.objects.get(name=row.intent)
    known = models.Example.objects.filter(text_hash=row.question_hash).first()
    if known is not None:
        before = {"pk": known.pk, "intent": known.intent_id, "split": known.split}
        known.intent, known.split = intent, Split.TRAIN
        known.save(update_fields=["intent", "split"])
        return before
    models.Example.objects.create(
        intent=intent,
        text=row.question,
        text_hash=row.question_hash,
        language=row.language,
        split=Split.TRAIN,
        visitor=row.visitor,
        correction=row,
    )
    return {}


def _restore_example(before: Undo) -> None:
    if before:
        rows = models.Example.objects.filter(pk=before["pk"])
        rows.update(intent_id=before["intent"], split=before["split"])


def _guard(row: models.Correction) -> Undo:
    """From now on this question must be answered so: a case that no later change may break."""
    wanted: dict[str, Any] = {
        "expect": Expect.TEMPLATE if row.kind == Kind.TEMPLATE else Expect.ARTICLE,
        "intent": row.intent,
        "document_key": row.document_key,
        "must_contain": [],
        "protected": True,
    }
    known = models.EvaluationCase.objects.filter(question_hash=row.question_hash).first()
    if known is not None:
        before = {name: getattr(known, name) for name in wanted} | {"pk": known.pk}
        for name, value in wanted.items():
            setattr(known, name, value)
        known.save(update_fields=list(wanted))
        return before
    models.EvaluationCase.objects.create(
        question=row.question, question_hash=row.question_hash, language=row.language, correction=row, **wanted
    )
    return {}


def _restore_case(before: Undo) -> None:
    if before:
        fields = {name: value for name, value in before.items() if name != "pk"}
        models.EvaluationCase.objects.filter(pk=before["pk"]).update(**fields)
