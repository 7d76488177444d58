"""The desk's labels: how many of what, as rows to take along, and how they came."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from services.sentiment import models
from services.sentiment.models.choices import Sentiment, Split

COLUMNS = ["text", "entity", "sentiment", "topic", "language", "split"]


@dataclass(frozen=True)
class Tally:
    """So many labels of each sentiment; `other` name a topic alone."""

    name: str
    negative: int = 0
    neutral: int = 0
    positive: int = 0
    other: int = 0

    @property
    def total(self) -> int:
        return self.negative + self.neutral + self.positive + self.other


def by_language() -> list[Tally]:
    """The most labelled first."""
    return sorted(_tallies("language"), key=lambda tally: -tally.total)


def by_split() -> list[Tally]:
    found = {tally.name: tally for tally in _tallies("split")}
    return [found.get(name, Tally(name)) for name in Split.values]


def by_topic() -> list[tuple[str, int]]:
    rows = models.Label.objects.exclude(topic="").values_list("topic").annotate(n=Count("pk")).order_by("-n", "topic")
    return [(topic, count) for topic, count in rows]


def labels(*, sentiment: str = "", language: str = "", split: str = "", entity: str = "") -> QuerySet[models.Label]:
    """Newest first; empty takes all."""
    rows = models.Label.objects.order_by("-created_at", "-pk")
    if language:
        rows = rows.filter(language__startswith=language)
    exact = {"sentiment": sentiment, "split": split, "entity_name": entity}
    return rows.filter(**{name: value for name, value in exact.items() if value})


def batches() -> QuerySet[models.LabelBatch]:
    """Imports, the latest first."""
    return models.LabelBatch.objects.select_related("created_by")


def exported() -> Iterator[dict[str, str]]:
    """In the layout that the import reads."""
    fields = ("text", "entity_name", "sentiment", "topic", "language", "split")
    for row in models.Label.objects.order_by("pk").values_list(*fields).iterator(chunk_size=2_000):
        yield dict(zip(COLUMNS, row, strict=True))


def to_review(*, after: int, limit: int) -> list[models.Label]:
    """The next by id that nobody has upheld."""
    rows = models.Label.objects.filter(pk__gt=after, reviewed_at=None).exclude(sentiment="")
    return list(rows.order_by("pk")[:limit])


def review_total() -> int:
    return models.Label.objects.filter(reviewed_at=None).exclude(sentiment="").count()


def _tallies(field: str) -> list[Tally]:
    counts: dict[str, dict[str, int]] = {}
    rows = models.Label.objects.order_by().values_list(field, "sentiment").annotate(n=Count("pk"))
    for name, sentiment, count in rows:
        counts.setdefault(str(name), {})[sentiment if sentiment in Sentiment.values else "other"] = count
    return [Tally(name, **found) for name, found in sorted(counts.items())]
