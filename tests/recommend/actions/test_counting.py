"""What pages tell of the published lists is counted once, with the flip, and read without reading the lists."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import batch
from services.recommend.actions.batch import counting
from services.recommend.queries import catalogue, items, overview, quality
from shared.outbox import actions as outbox
from tests.recommend import shop

# Where the database is a server, a run works over a second connection, which sees no transaction of a test.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _stocked(db: None) -> None:
    shop.stock()
    for number in range(23):
        shop.act(f"user{number:02d}", [f"i{(7 * number + step) % 40:03d}" for step in (1, 4)])


def run() -> models.Generation:
    return batch.recommend_all(report=lambda _stage, _done, _total: None, per_user=14, shard_users=5)


def places(generation: models.Generation) -> Counter[str]:
    return Counter(key for one in generation.lists.all() for key in one.items[:10])


def test_every_place_of_the_first_tens_is_counted() -> None:
    generation = run()
    found = dict(generation.listed_items.values_list("item", "lists"))
    assert found == places(generation)
    assert sum(found.values()) == 230
    assert all(len(one.items) == 14 for one in generation.lists.all())


def test_pages_tell_what_the_lists_hold_without_reading_them() -> None:
    generation = run()
    now, expected = timezone.now(), places(generation)
    live = dict(catalogue.live_items(now=now).values_list("key", "published_at"))
    ages = sorted((now - at).total_seconds() / 86_400 for key in expected.elements() if (at := live[key]))
    often = expected.most_common(1)[0]
    with CaptureQueriesContext(connection) as asked:
        told = overview.current_lists(now=now)
        life = items.life(models.Item.objects.get(key=often[0]), now=now)
    assert told is not None
    assert told.coverage == pytest.approx(len(expected) / 40)
    assert len(expected) < 40
    assert told.median_age_days == pytest.approx(ages[len(ages) // 2])
    assert life.lists == often[1]
    assert not any("recommend_userlist" in one["sql"] for one in asked)


def test_an_item_that_nobody_is_shown_stands_in_no_list() -> None:
    run()
    models.Item.objects.create(key="late", title="Late", category="food")
    assert items.life(models.Item.objects.get(key="late"), now=timezone.now()).lists == 0


@pytest.mark.parametrize(
    ("days", "middle"), [([(3, 1)], 3), ([(3, 1), (1, 2)], 1), ([(1, 1), (2, 1), (9, 2)], 9), ([(5, 3), (1, 2)], 5)]
)
def test_the_middle_weighs_each_moment_by_its_places(days: list[tuple[int, int]], middle: int) -> None:
    now = timezone.now()
    assert counting._median((now - timedelta(days=ago), count) for ago, count in days) == now - timedelta(days=middle)


def test_the_counts_come_with_the_flip_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    first = run()
    outbox.create_endpoint(name="Shop", kind="webhook", address="https://hooks.example.com/lists")

    class Killed(BaseException):
        """Stands for a process that is gone."""

    def dying(**_named: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "enqueue", dying)
        with pytest.raises(Killed):
            run()
    assert set(models.ListedItem.objects.values_list("generation", flat=True)) == {first.pk}
    second = run()
    assert dict(second.listed_items.values_list("item", "lists")) == places(second)


def test_counts_go_with_their_lists() -> None:
    generations = [run() for _ in range(3)]
    assert set(models.ListedItem.objects.values_list("generation", flat=True)) == {one.pk for one in generations[-2:]}


def test_lists_from_before_they_were_counted_are_shown_without_figures(analyst_client: Client) -> None:
    generation = run()
    models.ListedItem.objects.all().delete()
    models.Generation.objects.update(coverage=None, median_published_at=None)
    told = overview.current_lists(now=timezone.now())
    assert told == overview.Lists(generation, None, None)
    assert "The published lists" in analyst_client.get("/overview/").content.decode()
    assert items.life(models.Item.objects.get(key="i001"), now=timezone.now()).lists is None
    assert analyst_client.get("/catalogue/i001/").status_code == 200


def test_only_the_latest_events_are_asked_for_their_items(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality, "LATEST", 4)
    shop.act("ana", ["gone", "away"], minutes_ago=1)
    shop.act("ana", ["i001"], minutes_ago=2)
    shop.act("ben", ["gone"], minutes_ago=3)
    shop.act("ana", ["forgotten"], minutes_ago=4)
    found = next(one for one in quality.warnings(now=timezone.now()) if "not known" in one.title)
    assert (found.count, list(found.examples)) == (3, ["away", "gone"])
    assert "latest 4 events" in found.remedy
