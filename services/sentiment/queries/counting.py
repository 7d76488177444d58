"""What was counted, and what should be: stories in one outlet group, with their articles' judgements."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from services.sentiment import models

Place = tuple[int, str]  # a story in an outlet group
# A bin's key: start, entity, topic, group.
Key = tuple[datetime, int | None, str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """An article's judgement of an entity, or of nobody watched."""

    story_id: int
    group: str
    article_id: int
    published_at: datetime
    entity_id: int | None
    topic: str
    sentiment: str


def places_between(start: datetime, end: datetime) -> list[Place]:
    """Stories and groups with an article published, or counted, in [start, end)."""
    articles = models.Article.objects.filter(published_at__gte=start, published_at__lt=end).exclude(story=None)
    counted = models.CountedStory.objects.filter(start__gte=start, start__lt=end)
    found = set(articles.values_list("story_id", "group")) | set(counted.values_list("story_id", "group"))
    return sorted((story, group) for story, group in found if story is not None)


def told(places: Iterable[Place]) -> list[Told]:
    """Every current judgement that may count at these places, the earliest article first."""
    wanted = set(places)
    rows = models.Judgement.objects.filter(
        current=True, article__story__in={story for story, _ in wanted}, article__group__in={g for _, g in wanted}
    ).order_by("article__published_at", "article_id", "entity_id")
    columns = ("article__story_id", "article__group", "article_id", "article__published_at")
    found = [Told(*row) for row in rows.values_list(*columns, "entity_id", "topic", "sentiment")]
    documents = {one.article_id: one.topic for one in found if one.entity_id is None}
    named = {one.article_id for one in found if one.entity_id is not None}
    return [
        _with_topic(one, documents)
        for one in found
        # Nobody's counts are of articles that name nobody.
        if (one.story_id, one.group) in wanted and (one.entity_id is not None or one.article_id not in named)
    ]


def counted(places: Iterable[Place]) -> list[models.CountedStory]:
    wanted = set(places)
    rows = models.CountedStory.objects.filter(
        story__in={story for story, _ in wanted}, group__in={group for _, group in wanted}
    ).select_for_update()
    return [row for row in rows if (row.story_id, row.group) in wanted]


def bins(keys: Collection[Key], *, locked: bool = False) -> dict[Key, int]:
    """The row of each of these bins that is there. `locked` takes them in one order: two workers wait in turn."""
    wanted = set(keys)
    rows = models.Bin.objects.filter(start__in={key[0] for key in wanted}, group__in={key[3] for key in wanted})
    rows = rows.select_for_update() if locked else rows
    found = rows.order_by("pk").values_list("start", "entity_id", "topic", "group", "pk")
    return {key: pk for *parts, pk in found if (key := (parts[0], parts[1], parts[2], parts[3])) in wanted}


def _with_topic(one: Told, topics: dict[int, str]) -> Told:
    """An entity's judgement has the topic of its article."""
    topic = topics.get(one.article_id, one.topic)
    return replace(one, topic=topic)
