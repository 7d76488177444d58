"""Evaluation cases: questions whose right outcome is known. They must never be trained on."""

from django.utils.translation import gettext as _

from services.support import models
from services.support.actions.records.languages import language_of
from services.support.actions.records.masking import digest, masked
from shared.uploads.rows import Row

Expect = models.EvaluationCase.Expect


def store(rows: list[Row], batch: models.ImportBatch) -> tuple[int, int]:
    trained = set(models.Example.objects.values_list("text_hash", flat=True))
    trained |= set(models.TrainingPair.objects.values_list("question_hash", flat=True))
    known = set(models.EvaluationCase.objects.values_list("question_hash", flat=True))
    fresh = {}
    for row in rows:
        question = masked(row.text("question"))
        expect = row.choice("expect", Expect.values)
        intent = row.text("intent", required=expect == Expect.TEMPLATE, limit=100)
        document = row.text("article", required=expect == Expect.ARTICLE, limit=500)
        language, must_contain = language_of(row, question), _must_contain(row)
        protected = row.flag("protected", default=False)
        key = digest(question)
        if key in trained:
            row.reject("question", "It is also a training example.", "Remove it here or there.")
        if row.problems or key in known:
            continue
        fresh[key] = models.EvaluationCase(
            question=question,
            question_hash=key,
            language=language,
            expect=expect,
            intent=intent,
            document_key=document,
            must_contain=must_contain,
            protected=protected,
            batch=batch,
        )
    models.EvaluationCase.objects.bulk_create(fresh.values(), batch_size=500)
    return len(fresh), len(rows) - len(fresh)


def _must_contain(row: Row) -> list[str]:
    """A table has one phrase in its cell, JSON a list of them."""
    given = row.fields.get("must_contain") or []
    phrases = given if isinstance(given, list) else [given]
    if not all(isinstance(one, str | int | float) for one in phrases):
        row.reject("must_contain", _("It is not a list of phrases."), _('Write ["first", "second"].'))
        return []
    return [str(one) for one in phrases if str(one).strip()]
