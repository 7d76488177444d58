"""One label at a time, from the labels page."""

from typing import Any

from django.db import transaction

from modelkit.data.text import detect_language
from services.sentiment import models
from services.sentiment.actions.labels.importing import MAX_TEXT, digest, split_of
from services.sentiment.errors import refuse
from services.sentiment.models.choices import Sentiment
from services.sentiment.models.topics import TOPICS


@transaction.atomic
def give_label(
    *, article: models.Article, sentiment: str, entity_name: str = "", topic: str = "", user: Any = None
) -> models.Label:
    """Say what an article is, or what it says of an entity; a second word on the same replaces the first."""
    if sentiment not in Sentiment.values:
        raise refuse("sentiment", f"'{sentiment[:40]}' is not known.", f"Use one of: {', '.join(Sentiment.values)}.")
    if topic and topic not in TOPICS:
        raise refuse("topic", f"'{topic[:40]}' is not known.", f"Use one of: {', '.join(TOPICS)}.")
    text = article.read_text[:MAX_TEXT]
    fields = {"sentiment": sentiment, "topic": topic, "article": article, "created_by": user}
    known = {"text": text, "entity_name": entity_name, "language": article.language or detect_language(text)}
    label, _new = models.Label.objects.update_or_create(
        text_hash=digest(text, entity_name),
        defaults=fields,
        create_defaults=fields | known | {"split": split_of(text)},
    )
    return label


def take_back(*, label: models.Label) -> None:
    label.delete()
