"""What the ladder answers to test questions of one language: rung and text of each."""

from services.support import models
from services.support.actions.answer import answer
from services.support.models.choices import Split


def run(language: str) -> list[dict[str, str]]:
    tests = {"split": Split.TEST, "language": language}
    questions = [
        *models.Example.objects.filter(**tests).values_list("text", flat=True),
        *models.TrainingPair.objects.filter(**tests).values_list("question", flat=True),
    ]
    found = [answer(text=question) for question in questions]
    return [{"rung": str(one.rung), "text": one.text} for one in found]
