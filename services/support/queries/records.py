"""The company's records as the pages list them."""

from django.db.models import Count, Q, QuerySet

from services.support import models
from services.support.models.choices import Split


def batches() -> QuerySet[models.ImportBatch]:
    return models.ImportBatch.objects.select_related("created_by").order_by("-created_at", "-id")


def counts() -> dict[str, int]:
    return {
        "intents": models.Intent.objects.count(),
        "examples": models.Example.objects.exclude(intent=None).count(),
        "out_of_scope": models.Example.objects.filter(intent=None).count(),
        "pairs": models.TrainingPair.objects.count(),
        "cases": models.EvaluationCase.objects.count(),
    }


def intents(*, search: str = "") -> QuerySet[models.Intent]:
    """Intents with how many examples of each split they have."""
    found = models.Intent.objects.annotate(
        train=Count("examples", filter=Q(examples__split=Split.TRAIN)),
        validation=Count("examples", filter=Q(examples__split=Split.VALIDATION)),
        total=Count("examples"),
    ).prefetch_related("templates")
    if search:
        found = found.filter(Q(name__icontains=search) | Q(title__icontains=search) | Q(description__icontains=search))
    return found.order_by("name")


def examples(*, search: str = "", intent: str = "", split: str = "", language: str = "") -> QuerySet[models.Example]:
    """`intent` is a name, or `-` for questions known to be out of scope."""
    found = models.Example.objects.select_related("intent")
    if intent:
        found = found.filter(intent=None) if intent == "-" else found.filter(intent__name=intent)
    if split:
        found = found.filter(split=split)
    if language:
        found = found.filter(language=language)
    if search:
        found = found.filter(text__icontains=search)
    return found.order_by("intent__name", "id")


def pairs(*, search: str = "", split: str = "", language: str = "") -> QuerySet[models.TrainingPair]:
    found = models.TrainingPair.objects.all()
    if split:
        found = found.filter(split=split)
    if language:
        found = found.filter(language=language)
    if search:
        found = found.filter(Q(question__icontains=search) | Q(answer__icontains=search))
    return found.order_by("id")


def example_languages() -> list[str]:
    return list(models.Example.objects.values_list("language", flat=True).distinct().order_by("language"))
