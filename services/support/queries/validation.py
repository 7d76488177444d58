"""Questions whose right outcome is known and that nothing was trained on, for choosing thresholds."""

from dataclasses import dataclass

from services.support import models


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question and its intent; None when it is out of scope."""

    text: str
    intent: str | None


@dataclass(frozen=True, slots=True)
class Located:
    """A question and the articles that answer it; none when no article does."""

    text: str
    language: str
    documents: frozenset[str]


def labelled_questions(split: str) -> list[Labelled]:
    rows = models.Example.objects.filter(split=split).exclude(intent__enabled=False).select_related("intent")
    return [Labelled(row.text, row.intent.name if row.intent else None) for row in rows]


def article_questions(split: str) -> list[Labelled]:
    """Questions that an article answers: no intent's template is what they ask for."""
    return [Labelled(row.text, None) for row in located_questions(split) if row.documents]


def located_questions(split: str) -> list[Located]:
    """Pairs that name an article in the knowledge now, and the questions known to be out of scope."""
    pairs = models.TrainingPair.objects.filter(split=split).exclude(document_key="")
    live = set(models.Document.objects.filter(archived_at=None).values_list("key", flat=True))
    documents: dict[tuple[str, str], set[str]] = {}
    for question, language, key in pairs.values_list("question", "language", "document_key"):
        if key in live:
            documents.setdefault((question, language), set()).add(key)
    located = [Located(text, language, frozenset(keys)) for (text, language), keys in documents.items()]
    outside = models.Example.objects.filter(split=split, intent=None).values_list("text", "language")
    return located + [Located(text, language, frozenset()) for text, language in outside]
