"""Evaluation cases: questions whose right outcome is known. They must never be trained on."""

from modelkit.data.text import detect_language
from services.support import models
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
        key = digest(question)
        if key in trained:
            row.reject("question", "It is also a training example.", "Remove it here or there.")
        if row.problems or key in known:
            continue
        fresh[key] = models.EvaluationCase(
            question=question,
            question_hash=key,
            language=row.text("language", required=False) or detect_language(question),
            expect=expect,
            intent=intent,
            document_key=document,
            must_contain=row.fields.get("must_contain") or [],
            protected=row.flag("protected", default=False),
            batch=batch,
        )
    models.EvaluationCase.objects.bulk_create(fresh.values(), batch_size=500)
    return len(fresh), len(rows) - len(fresh)
