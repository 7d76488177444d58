"""What the filters of the lists offer."""

from typing import Any

from services.sentiment import models
from services.sentiment.models.choices import Sentiment
from services.sentiment.queries import articles, trends


def choices() -> dict[str, Any]:
    return {
        "all_entities": models.Entity.objects.order_by("name"),
        "all_topics": trends.topics(),
        "all_sentiments": Sentiment.choices,
        "all_languages": articles.languages(),
        "all_groups": articles.groups(),
    }
