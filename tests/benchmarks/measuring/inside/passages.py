"""The passages of one language, and the test questions about them with the passages that answer."""

from services.support import models
from services.support.models.choices import Split
from services.support.queries import training


def run(language: str) -> dict[str, object]:
    chunks = models.Chunk.objects.filter(live=True, language=language).select_related("document")
    languages = dict(models.TrainingPair.objects.filter(split=Split.TEST).values_list("question", "language"))
    questions = [
        {"text": question, "passages": sorted(ids)}
        for question, _texts, ids in training.located_questions(Split.TEST)
        if languages.get(question) == language
    ]
    return {"passages": {str(chunk.pk): chunk.indexed_text for chunk in chunks}, "questions": questions}
