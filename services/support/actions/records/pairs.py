"""Questions with their best answer: a text, or a place in an article."""

from services.support import models
from services.support.actions.records.examples import split_of
from services.support.actions.records.languages import language_of
from services.support.actions.records.masking import digest, masked
from services.support.models.choices import Split
from shared.uploads.rows import Row


def store(rows: list[Row], batch: models.ImportBatch) -> tuple[int, int]:
    documents = set(models.Document.objects.values_list("key", flat=True))
    pairs = []
    for row in rows:
        question = masked(row.text("question"))
        document = row.text("article", required=False, limit=500)
        answer = row.text("answer", required=not document)
        if document and document not in documents:
            row.reject("article", f"There is no article '{document}'.", "Import the article first.")
        split = row.choice("split", Split.values, default=split_of(question))
        language = language_of(row, question)
        heading = row.text("heading", required=False, limit=500)
        if not row.problems:
            pairs.append(
                make_pair(
                    question=question,
                    answer=masked(answer),
                    document=document,
                    heading=heading,
                    language=language,
                    split=split,
                    batch=batch,
                )
            )
    return add_pairs(pairs), len(rows) - len(pairs)


def make_pair(
    *,
    question: str,
    answer: str,
    language: str,
    split: str,
    batch: models.ImportBatch,
    document: str = "",
    heading: str = "",
) -> models.TrainingPair:
    return models.TrainingPair(
        question=question,
        question_hash=digest(question),
        answer=answer,
        document_key=document,
        heading=heading,
        language=language,
        split=split,
        batch=batch,
    )


def add_pairs(pairs: list[models.TrainingPair]) -> int:
    """Pairs already known are passed over. Returns how many were new."""
    before = models.TrainingPair.objects.count()
    models.TrainingPair.objects.bulk_create(pairs, batch_size=500, ignore_conflicts=True)
    return models.TrainingPair.objects.count() - before
