"""Pins: where they were put, while they hold, for those who have not seen them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import batch, editorial, serving
from services.recommend.actions.ranking import forget_shelf
from shared.errors import InputRefused
from tests.recommend import shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stocked(db: None) -> None:
    shop.stock()
    shop.act("ana", ["i001"])


def ignore(stage: str, done: int, total: int) -> None:
    """Progress nobody watches."""


def items(user: str = "ana", **wanted: object) -> list[str]:
    return [pick.item for pick in serving.recommend(user=user, **wanted).picks]  # type: ignore[arg-type]


def test_several_pins_each_end_where_they_were_put() -> None:
    editorial.pin(item="i007", position=3)
    editorial.pin(item="i003", position=1)
    editorial.pin(item="i011", position=2)
    assert items(count=3) == ["i003", "i011", "i007"]


def test_a_pin_holds_from_its_beginning_to_its_end() -> None:
    now = timezone.now()
    editorial.pin(item="i003", starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2))
    assert items(count=1) != ["i003"]
    models.Pin.objects.update(starts_at=now - timedelta(hours=1))
    assert items(count=1) == ["i003"]
    models.Pin.objects.update(ends_at=now - timedelta(minutes=1))
    assert items(count=1) != ["i003"]


def test_a_surface_has_pins_of_its_own_which_go_before_those_of_all() -> None:
    editorial.pin(item="i003", position=1)
    editorial.pin(item="i003", position=4, surface="mail")
    assert items(count=1) == ["i003"]
    assert items(count=5, surface="mail").index("i003") == 3


def test_pinning_again_moves_and_removing_frees_the_place() -> None:
    first = editorial.pin(item="i003", position=1)
    assert editorial.pin(item="i003", position=2).pk == first.pk
    assert items(count=2)[1] == "i003"
    editorial.remove_pin(pin=models.Pin.objects.get())
    assert "i003" not in items(count=2)


def test_what_a_pin_moved_to_the_first_page_is_on_no_other_and_nothing_is_lost() -> None:
    plain = items(count=12)
    editorial.pin(item=plain[7], position=1)
    first = serving.recommend(user="ana", count=6)
    assert first.cursor is not None
    told = [pick.item for pick in first.picks] + items(count=6, cursor=first.cursor)
    assert told == [plain[7], *plain[:7], *plain[8:12]]


def test_other_sections_and_what_is_not_there_are_left_out() -> None:
    editorial.pin(item="i003", position=1)
    assert "i003" not in items(category="food", count=5)
    models.Item.objects.filter(key="i003").update(available=False)
    forget_shelf()
    assert "i003" not in items(count=5)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"item": "gone"}, "item"),
        ({"item": "nul\x00"}, "item"),
        ({"position": 0}, "position"),
        ({"position": 51}, "position"),
        ({"surface": "x" * 61}, "surface"),
        ({"ends_at": timezone.now() - timedelta(days=1)}, "ends_at"),
        ({"starts_at": timezone.now() + timedelta(days=2), "ends_at": timezone.now() + timedelta(days=1)}, "ends_at"),
    ],
)
def test_what_cannot_be_is_refused_by_field(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(InputRefused) as refused:
        editorial.pin(**{"item": "i003", **wrong})  # type: ignore[arg-type]
    assert [problem.field for problem in refused.value.problems] == [field]
    assert not models.Pin.objects.exists()


def test_the_database_keeps_one_pin_an_item_and_surface() -> None:
    editorial.pin(item="i003")
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Pin.objects.create(item=models.Item.objects.get(key="i003"), position=2)


def test_the_lists_of_the_night_have_the_pins_of_every_surface() -> None:
    editorial.pin(item="i003", position=2)
    editorial.pin(item="i007", position=1, surface="mail")
    batch.recommend_all(report=ignore, per_user=8)
    listed = models.UserList.objects.get(user="ana")
    assert (listed.items[1], listed.reasons[1], len(listed.items)) == ("i003", {"kind": "pinned"}, 8)
    assert "i007" not in listed.items


def test_a_pin_of_the_night_that_has_ended_is_told_no_more() -> None:
    models.Profile.objects.create(user="new")
    editorial.pin(item="i003", position=1)
    batch.recommend_all(report=ignore, per_user=8)
    assert (serving.recommend(user="new").way, items("new", count=1)) == ("list", ["i003"])
    editorial.remove_pin(pin=models.Pin.objects.get())
    assert "i003" not in items("new", count=7)
