"""One label at a time, from the labels page."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from modelkit.data.text import detect_language
from services.sentiment import models
from services.sentiment.actions.labels.importing import MAX_TEXT, digest, split_of
from services.sentiment.actions.understanding.sentences import passages
from services.sentiment.models.choices import Sentiment
from services.sentiment.models.topics import TOPICS
from shared.errors import InputRefused, unknown


@dataclass(frozen=True)
class Given:
    """A label, and what stood in its place before: its sentiment and topic, or nothing."""

    label: models.Label
    before: tuple[str, str] | None


@transaction.atomic
def give_label(
    *,
    article: models.Article,
    sentiment: str,
    entity: models.Entity | None = None,
    topic: str = "",
    user: Any = None,
) -> Given:
    """Say what an article is, or what it says of an entity; a second word on the same replaces the first."""
    if sentiment not in Sentiment.values:
        raise InputRefused([unknown("sentiment", sentiment, Sentiment.values)])
    if topic and topic not in TOPICS:
        raise InputRefused([unknown("topic", topic, TOPICS)])
    text, name = _read(article, entity)
    before = models.Label.objects.filter(text_hash=digest(text, name)).values_list("sentiment", "topic").first()
    fields = {
        "sentiment": sentiment,
        "topic": "" if entity else topic,
        "article": article,
        "entity": entity,
        "created_by": user,
    }
    known = {"text": text, "entity_name": name, "language": article.language or detect_language(text)}
    label, _new = models.Label.objects.update_or_create(
        text_hash=digest(text, name),
        defaults=fields,
        create_defaults=fields | known | {"split": split_of(article.read_text[:MAX_TEXT])},
    )
    return Given(label, before)


@transaction.atomic
def take_back(*, label: models.Label, before: tuple[str, str] | None = None) -> None:
    """As it was before it was given."""
    if before is None:
        label.delete()
        return
    label.sentiment, label.topic = before
    label.save(update_fields=["sentiment", "topic"])


def _read(article: models.Article, entity: models.Entity | None) -> tuple[str, str]:
    """What the model will read of it: all, or the sentences that name the entity, and how they write it."""
    text = article.read_text
    if entity is None:
        return text[:MAX_TEXT], ""
    mention = models.Mention.objects.filter(article=article, entity=entity).first()
    found = passages(text, [(start, end) for start, end in mention.spans]) if mention else []
    if not found:
        return text[:MAX_TEXT], entity.name
    return "\n".join(passage.text for passage in found)[:MAX_TEXT], found[0].name[:200]
