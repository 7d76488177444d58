"""Count stories into quarters of an hour. Counting again, late or after a re-score moves counts, never adds twice."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F

from services.sentiment import models
from services.sentiment.models.choices import Sentiment
from services.sentiment.queries import counting
from services.sentiment.queries.counting import Place, Told

BIN = timedelta(minutes=15)
_PLACES_AT_ONCE = 200

# A bin's key: start, entity, topic, group.
Key = tuple[datetime, int | None, str, str]


def floor(moment: datetime) -> datetime:
    """The start of the bin that a moment lies in, UTC."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return epoch + (moment - epoch) // BIN * BIN


def count_article(*, article: models.Article) -> None:
    count_articles(articles=[article])


def count_articles(*, articles: Sequence[models.Article]) -> None:
    """Settle the places that the articles stand in."""
    _settle({(article.story_id, article.group) for article in articles if article.story_id is not None})


@transaction.atomic
def recount(*, start: datetime, end: datetime) -> int:
    """Throw away the counts of [start, end) and make them anew; returns how many places were settled."""
    places = counting.places_between(start, end)
    models.Bin.objects.filter(start__gte=start, start__lt=end).delete()
    models.CountedStory.objects.filter(start__gte=start, start__lt=end).delete()
    for first in range(0, len(places), _PLACES_AT_ONCE):
        _settle(places[first : first + _PLACES_AT_ONCE])
    return len(places)


@transaction.atomic
def _settle(places: Collection[Place]) -> None:
    """Bring what is counted in line with what is told: the earliest article of a group counts for its story."""
    # Two workers at one story take turns.
    stories = sorted({story for story, _ in places})
    list(models.Story.objects.select_for_update().filter(pk__in=stories).order_by("pk").values_list("pk"))
    wanted: dict[tuple[int, str, int | None], Told] = {}
    for one in counting.told(places):
        wanted.setdefault((one.story_id, one.group, one.entity_id), one)
    changes: Counter[tuple[Key, str]] = Counter()
    for row in counting.counted(places):
        told = wanted.pop((row.story_id, row.group, row.entity_id), None)
        if told is None:
            changes[_key(row), row.sentiment] -= 1
            row.delete()
        elif _follow(row, told, changes):
            row.save()
    fresh = [_counted(told) for told in wanted.values()]
    for row in models.CountedStory.objects.bulk_create(fresh):
        changes[_key(row), row.sentiment] += 1
    _move(changes)


def _follow(row: models.CountedStory, told: Told, changes: Counter[tuple[Key, str]]) -> bool:
    """Let a counted row say what is told now; False where it did already."""
    before, article = (_key(row), row.sentiment), row.article_id
    row.article_id, row.start = told.article_id, floor(told.published_at)
    row.topic, row.sentiment = told.topic, told.sentiment
    after = _key(row), row.sentiment
    changes[before] -= 1
    changes[after] += 1
    return before != after or article != row.article_id


def _counted(told: Told) -> models.CountedStory:
    return models.CountedStory(
        story_id=told.story_id,
        entity_id=told.entity_id,
        group=told.group,
        article_id=told.article_id,
        start=floor(told.published_at),
        topic=told.topic,
        sentiment=told.sentiment,
    )


def _key(row: models.CountedStory) -> Key:
    return row.start, row.entity_id, row.topic, row.group


def _move(changes: Counter[tuple[Key, str]]) -> None:
    by_bin: dict[Key, dict[str, int]] = {}
    for (key, sentiment), change in changes.items():
        if change:
            by_bin.setdefault(key, dict.fromkeys(Sentiment.values, 0))[sentiment] += change
    for (start, entity, topic, group), moved in by_bin.items():
        row, _new = models.Bin.objects.get_or_create(
            start=start, entity=entity and models.Entity(pk=entity), topic=topic, group=group
        )
        steps = {name: F(name) + change for name, change in moved.items() if change}
        if total := sum(moved.values()):
            steps["total"] = F("total") + total
        models.Bin.objects.filter(pk=row.pk).update(**steps)
