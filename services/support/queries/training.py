"""What the company's records offer to training, as plain JSON lines."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone

from services.support import models

OUT_OF_SCOPE = "__oos__"

Line = dict[str, object]


def intent_lines(split: str) -> list[Line]:
    """Labelled questions of enabled intents, and those known to be out of scope."""
    rows = models.Example.objects.filter(Q(intent=None) | Q(intent__enabled=True), split=split)
    return [{"text": text, "label": label or OUT_OF_SCOPE} for text, label in rows.values_list("text", "intent__name")]


def examples_by_intent(split: str) -> Counter[str]:
    return Counter(str(line["label"]) for line in intent_lines(split) if line["label"] != OUT_OF_SCOPE)


def encoder_lines(split: str) -> list[Line]:
    """Question → best answer, from every record that knows one."""
    lines: list[Line] = [
        {"query": question, "positive": passages[0]} for question, passages, _ids in located_questions(split)
    ]
    pairs = models.TrainingPair.objects.filter(split=split).exclude(answer="")
    lines += [{"query": pair.question, "positive": pair.answer} for pair in pairs]
    return lines + list(_template_lines(split))


def located_questions(split: str) -> Iterator[tuple[str, list[str], set[str]]]:
    """(question, its passages, their ids) for pairs that name a place in an article that is live."""
    chunks: dict[tuple[str, str], list[models.Chunk]] = {}
    for chunk in models.Chunk.objects.filter(live=True).select_related("document"):
        for heading in {"", *chunk.heading_path}:
            chunks.setdefault((chunk.document.key, heading), []).append(chunk)
    for pair in models.TrainingPair.objects.filter(split=split).exclude(document_key=""):
        found = chunks.get((pair.document_key, pair.heading), [])
        if found:
            yield pair.question, [chunk.indexed_text for chunk in found], {str(chunk.pk) for chunk in found}


def _template_lines(split: str) -> Iterator[Line]:
    """An example's best answer is its intent's template in its own language."""
    now = timezone.now()
    templates = {
        (template.intent_id, template.language): template.filled
        for template in models.AnswerTemplate.objects.select_related("intent")
        if template.is_valid(now)
    }
    examples = models.Example.objects.filter(split=split, intent__enabled=True)
    for text, intent_id, language in examples.values_list("text", "intent_id", "language"):
        if answer := templates.get((intent_id, language)):
            yield {"query": text, "positive": answer}


def texts_of(ids: set[str]) -> dict[str, str]:
    """The indexed text of each live chunk among `ids`."""
    chunks = models.Chunk.objects.filter(pk__in=[int(value) for value in ids], live=True).select_related("document")
    return {str(chunk.pk): chunk.indexed_text for chunk in chunks}


def languages() -> list[str]:
    """Languages of articles and templates: what a model's vocabulary must hold.

    Those of questions are guessed, and a guess at two words may be any language.
    """
    written = set(models.Document.objects.values_list("language", flat=True))
    return sorted((written | set(models.AnswerTemplate.objects.values_list("language", flat=True))) - {""})
