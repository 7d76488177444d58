"""The bank's own test questions, which nothing was trained on."""

from services.support import models
from services.support.models.choices import Split


def run(language: str) -> list[str]:
    return list(models.Example.objects.filter(split=Split.TEST, language=language).values_list("text", flat=True))
