"""Count stories into quarters of an hour. Counting again, late or after a re-score moves counts, never adds twice."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F

from services.sentiment import models
from services.sentiment.queries import counting
from services.sentiment.queries.counting import Key, Place, Told

BIN = timedelta(minutes=15)
_PLACES_AT_ONCE = 200


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
    """Bins that move alike move in one statement; each adds to what stands there, whoever else counts meanwhile."""
    by_bin: dict[Key, dict[str, int]] = {}
    for (key, sentiment), change in changes.items():
        if change:
            by_bin.setdefault(key, {})[sentiment] = change
    alike: dict[tuple[tuple[str, int], ...], list[Key]] = {}
    for key, moved in by_bin.items():
        alike.setdefault(tuple(sorted(moved.items())), []).append(key)
    ids = _bins(by_bin)
    for steps, keys in alike.items():
        added = {name: F(name) + change for name, change in steps}
        total = F("total") + sum(change for _name, change in steps)
        models.Bin.objects.filter(pk__in=[ids[key] for key in keys]).update(**added, total=total)


def _bins(keys: Collection[Key]) -> dict[Key, int]:
    """The row of each bin; those that are not there yet are made."""
    missing = set(keys) - counting.bins(keys).keys()
    # Another worker may make the same just now.
    models.Bin.objects.bulk_create(
        (models.Bin(start=key[0], entity_id=key[1], topic=key[2], group=key[3]) for key in missing),
        ignore_conflicts=True,
    )
    return counting.bins(keys, locked=True)
