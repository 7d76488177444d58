"""A story counts once in each outlet group, whatever comes late, twice or anew."""

from datetime import timedelta

import pytest

from services.sentiment import models
from services.sentiment.actions import counting
from services.sentiment.models.choices import Sentiment
from tests.sentiment.market import NOON, add_article, add_entity

pytestmark = pytest.mark.django_db
Counts = list[tuple[str, str, int, int]]


@pytest.fixture
def umbrel() -> models.Entity:
    return add_entity("Umbrel")


@pytest.fixture
def story() -> models.Story:
    return models.Story.objects.create(title="A", language="en", first_seen_at=NOON, last_seen_at=NOON)


def judged(
    story: models.Story, entity: models.Entity, tone: str = "negative", *, group: str = "north", minutes: float = 0
) -> models.Article:
    article = add_article("A", group=group, minutes=minutes)
    article.story = story
    article.save()
    for whom in (None, entity):
        models.Judgement.objects.create(
            article=article, entity=whom, model_version="m@1", sentiment=tone, topic="legal" if whom is None else ""
        )
    counting.count_article(article=article)
    return article


def counts() -> Counts:
    rows = models.Bin.objects.filter(total__gt=0).order_by("start", "group")
    return [(f"{row.start:%H:%M}", row.group, row.total, row.negative) for row in rows]


def test_a_story_counts_in_its_quarter_with_its_topic(story: models.Story, umbrel: models.Entity) -> None:
    judged(story, umbrel, minutes=20)
    row = models.Bin.objects.get()
    assert (row.start, row.entity, row.topic) == (NOON + timedelta(minutes=15), umbrel, "legal")
    assert (row.total, row.negative) == (1, 1)


def test_syndication_counts_once_a_group(story: models.Story, umbrel: models.Entity) -> None:
    for minute in range(50):
        judged(story, umbrel, group="north" if minute % 2 else "south", minutes=minute / 10)
    assert counts() == [("12:00", "north", 1, 1), ("12:00", "south", 1, 1)]


def test_a_late_arrival_that_was_first_moves_the_count(story: models.Story, umbrel: models.Entity) -> None:
    judged(story, umbrel, "negative", minutes=40)
    judged(story, umbrel, "positive", minutes=5)
    assert counts() == [("12:00", "north", 1, 0)]


def test_counting_again_adds_nothing(story: models.Story, umbrel: models.Entity) -> None:
    article = judged(story, umbrel)
    counting.count_article(article=article)
    assert counts() == [("12:00", "north", 1, 1)]


def test_another_judgement_moves_the_count(story: models.Story, umbrel: models.Entity) -> None:
    article = judged(story, umbrel)
    models.Judgement.objects.filter(article=article).update(sentiment=Sentiment.NEUTRAL)
    counting.count_article(article=article)
    assert counts() == [("12:00", "north", 1, 0)]
    assert models.Bin.objects.get().neutral == 1


def test_an_entity_no_longer_named_is_no_longer_counted(story: models.Story, umbrel: models.Entity) -> None:
    article = judged(story, umbrel)
    models.Judgement.objects.filter(article=article, entity=umbrel).delete()
    counting.count_article(article=article)
    assert models.Bin.objects.get(total=1).entity is None


def test_recounting_mends_what_is_wrong_and_leaves_the_rest(story: models.Story, umbrel: models.Entity) -> None:
    judged(story, umbrel, minutes=1)
    other = models.Story.objects.create(title="B", language="en", first_seen_at=NOON, last_seen_at=NOON)
    judged(other, umbrel, minutes=61)
    models.Bin.objects.update(total=7)
    assert counting.recount(start=NOON, end=NOON + timedelta(hours=1)) == 1
    assert counts() == [("12:00", "north", 1, 1), ("13:00", "north", 7, 1)]


def test_a_recount_is_what_counting_gave(story: models.Story, umbrel: models.Entity) -> None:
    for minutes in (3, 50, 100, 7):
        judged(story, umbrel, group=f"g{minutes % 3}", minutes=minutes)
    before = counts()
    counting.recount(start=NOON, end=NOON + timedelta(days=1))
    assert counts() == before
