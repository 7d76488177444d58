"""The shelf of a process follows the catalogue, and a large one is loaded while the one before answers."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.db import connection, transaction
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import catalogue, writes
from services.recommend.actions.ranking import current_shelf, forget_shelf, keeping, refreshing
from services.recommend.actions.ranking.candidates import _leaders
from services.recommend.actions.ranking.refreshing import Seen, see, see_again
from services.recommend.actions.ranking.shelf import Codes
from services.recommend.queries.writes import SeenWrites, seen_writes, writes_since
from tests.recommend import shop


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(keeping, "_TRUST_SECONDS", 0.0)
    yield
    forget_shelf()


def _add(key: str) -> None:
    models.Item.objects.create(key=key, title=key, updated_at=timezone.now())


@pytest.mark.django_db
def test_a_new_item_is_on_the_shelf_at_once() -> None:
    shop.stock(5)
    assert "new" not in current_shelf().places
    _add("new")
    assert "new" in current_shelf().places


@pytest.mark.django_db(transaction=True)
def test_a_large_shelf_answers_while_the_next_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_SMALL", 2)
    shop.stock(5)
    before = current_shelf()
    _add("new")
    go, real = threading.Event(), see_again

    def slow(seen: Seen, *, now: datetime) -> Seen:
        assert go.wait(10)
        return real(seen, now=now)

    monkeypatch.setattr(keeping, "see_again", slow)
    assert current_shelf() is before
    assert current_shelf() is before
    go.set()
    for thread in threading.enumerate():
        if thread.name.endswith("(_look_aside)"):
            thread.join(10)
    assert "new" in current_shelf().places


@pytest.mark.django_db
def test_what_is_read_again_ends_as_what_is_read_anew() -> None:
    shop.stock(12)
    shop.act("ana", ["i001", "i002"], minutes_ago=3)
    seen = see(now=timezone.now())
    models.Item.objects.filter(key="i003").update(
        available=False, category="food", price=9.5, updated_at=timezone.now()
    )
    models.Item.objects.filter(key="i004").update(expires_at=timezone.now(), updated_at=timezone.now())
    models.Item.objects.create(key="i999", title="Late", category="sport", language="de")
    shop.embed()
    shop.act("ben", ["i005"], minutes_ago=0)
    now = timezone.now()
    again, anew = see_again(seen, now=now).shelf, see(now=now).shelf
    assert (again.keys, again.places) == (anew.keys, anew.places)
    for name in ("available", "published", "expires", "popularity", "trend", "price", "live"):
        assert np.array_equal(getattr(again, name), getattr(anew, name), equal_nan=name == "price"), name
    assert np.allclose(again.vectors, anew.vectors, atol=1e-6)
    for name in ("category", "language"):
        assert _names(getattr(again, name)) == _names(getattr(anew, name))
    # The one before still answers others: it must not have moved.
    assert seen.shelf.live[seen.shelf.places["i003"]]
    assert "i999" not in seen.shelf.places


@pytest.mark.django_db
def test_what_came_in_one_go_is_not_read_again_every_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than is read piece by piece would be read whole, its index built anew, for as long as nothing newer came."""
    monkeypatch.setattr(refreshing, "_MANY", 10)
    shop.stock(30)
    noon = (timezone.now() + timedelta(days=1)).replace(hour=12, minute=0)
    seen = see(now=noon)
    again = see_again(seen, now=noon + timedelta(minutes=1))
    assert again.shelf.vectors is seen.shelf.vectors
    assert again.shelf.as_of > seen.shelf.as_of


@pytest.mark.django_db
def test_what_is_seen_long_after_it_was_stamped_is_read_all_the_same() -> None:
    """A transaction ends long after it began: by the stamps alone it would wait for the next hour."""
    shop.stock(12)
    noon = (timezone.now() + timedelta(days=1)).replace(hour=12, minute=0)
    seen = see(now=noon)
    catalogue.save_items([{"key": "late", "title": "Late", "category": "sport"}])
    seen = see_again(seen, now=noon + timedelta(minutes=1))
    assert "late" in seen.shelf.places
    with writes.stamped() as stamp:
        shop.embed()
        models.ItemVector.objects.filter(item="late").update(read_at=stamp)
    again = see_again(seen, now=noon + timedelta(minutes=2))
    assert again.shelf.vectors[again.shelf.places["late"]].any()
    # Once: nobody reads the same again for as long as it is kept.
    last = see_again(again, now=noon + timedelta(minutes=3))
    assert (last.shelf.vectors is again.shelf.vectors, last.writes) == (True, again.writes)


@pytest.mark.django_db(transaction=True)
def test_a_write_that_ends_after_one_that_began_later_is_not_taken_for_seen() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("an embedded database lets one write at a time")
    shop.stock(5)
    begun, end = threading.Event(), threading.Event()
    slow = threading.Thread(target=_save_slowly, args=(begun, end))
    slow.start()
    assert begun.wait(10)
    catalogue.save_items([{"key": "quick"}])
    noon = (timezone.now() + timedelta(days=1)).replace(hour=12, minute=0)
    seen = see(now=noon)
    assert ("quick" in seen.shelf.places, "slow" in seen.shelf.places) == (True, False)
    end.set()
    slow.join(10)
    assert "slow" in see_again(seen, now=noon + timedelta(minutes=1)).shelf.places


def _save_slowly(begun: threading.Event, end: threading.Event) -> None:
    with transaction.atomic():
        catalogue.save_items([{"key": "slow"}])
        begun.set()
        end.wait(10)
    connection.close()


@pytest.mark.django_db
def test_writes_are_told_until_no_transaction_can_be_as_old() -> None:
    with writes.stamped():
        old = seen_writes()
    models.CatalogueWrite.objects.update(stamp=timezone.now() - timedelta(days=3))
    with writes.stamped() as stamp:
        pass
    writes.forget_old()
    assert list(models.CatalogueWrite.objects.values_list("stamp", flat=True)) == [stamp]
    assert writes_since(old)[1] == [stamp]


@pytest.mark.django_db
def test_what_came_between_and_what_never_comes_is_told_apart() -> None:
    models.CatalogueWrite.objects.bulk_create(models.CatalogueWrite(pk=one, stamp=_day(one)) for one in (3, 6))
    seen = seen_writes()
    assert seen == SeenWrites(6, frozenset({1, 2, 4, 5}))
    models.CatalogueWrite.objects.bulk_create(models.CatalogueWrite(pk=one, stamp=_day(one)) for one in (4, 9))
    seen, stamps = writes_since(seen)
    assert (seen, sorted(stamps)) == (SeenWrites(9, frozenset({1, 2, 5, 7, 8})), [_day(4), _day(9)])
    assert writes_since(seen) == (seen, [])


def _day(number: int) -> datetime:
    return datetime(2026, 3, number, tzinfo=UTC)


@pytest.mark.django_db
def test_a_trend_is_what_is_opened_within_hours_by_people() -> None:
    shop.stock(8)
    for number, hours in enumerate((0, 12, 60)):
        for user in ("ana", "ben"):
            shop.act(user, [f"i{number:03d}"], minutes_ago=60.0 * hours)
    shop.act("ana", ["i003"], kind="dismiss")
    shop.act("bot", ["i004"])
    models.Profile.objects.update_or_create(user="bot", defaults={"flagged_at": timezone.now()})
    shelf = see(now=timezone.now()).shelf
    now, half_a_day, days, dismissed, machine, *rest = shelf.trend
    # Two halvings and, since hours are counted whole, up to an hour more or less.
    assert 3.5 < now / half_a_day < 4.5
    assert [days, dismissed, machine, *rest] == [0.0] * 6
    assert shelf.relative_trend.max() <= 1.0


@pytest.mark.django_db
def test_what_is_opened_right_now_leads_beside_what_was_opened_most_and_what_is_new() -> None:
    shop.stock(20)
    for user in ("ana", "ben", "cem", "dan", "eve"):
        shop.act(user, ["i007"], minutes_ago=40 * 60)
    shop.act("ana", ["i011"])
    shelf = see(now=timezone.now()).shelf
    led = [shelf.keys[place] for place in _leaders(shelf, -1, 1)]
    assert {"i000", "i007", "i011"} <= set(led)


def _names(codes: Codes) -> list[str]:
    names = list(codes.names)
    return [names[code] for code in codes.codes]
