"""Items and users: checked by row and field, all or none."""

from typing import Any

import pytest

from services.recommend import models
from services.recommend.actions import catalogue
from shared.errors import InputRefused

pytestmark = pytest.mark.django_db
ITEM = {"key": "a1", "title": "Bread", "tags": ["baking"], "published_at": "2026-03-01T08:00:00Z", "price": "3.50"}


def test_an_item_is_added_and_replaced() -> None:
    assert catalogue.save_items([ITEM]) == 1
    catalogue.save_items([{"key": "a1", "title": "Rye bread", "category": "food"}])
    item = models.Item.objects.get()
    assert (item.title, item.category, item.tags, item.price) == ("Rye bread", "food", [], None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"price": -1}, "price"),
        ({"price": "free"}, "price"),
        ({"price": "NaN"}, "price"),
        ({"published_at": "2026-03-01"}, "published_at"),
        ({"expires_at": "2026-02-01T00:00:00Z"}, "expires_at"),
        ({"tags": "baking"}, "tags"),
        ({"titel": "Bread"}, "titel"),
        ({"key": ""}, "key"),
        ({"title": "a\x00b"}, "title"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InputRefused) as caught:
        catalogue.save_items([{"key": "good"}, ITEM | changes])
    assert [(problem.row, problem.field) for problem in caught.value.problems] == [(2, field)]
    assert not models.Item.objects.exists()


def test_a_key_stands_once_in_a_body() -> None:
    with pytest.raises(InputRefused, match="row 2, key"):
        catalogue.save_items([ITEM, ITEM])


def test_an_item_without_text_is_kept() -> None:
    catalogue.save_items([{"key": "silent"}])
    assert models.Item.objects.get().title == ""


def test_what_is_known_of_a_user_is_replaced_and_a_flag_stays() -> None:
    catalogue.save_users([{"user": "ana", "language": "en", "attributes": {"plan": "gold", "age": 41}}])
    models.Profile.objects.update(flagged_at="2026-03-01T08:00:00Z")
    catalogue.save_users([{"user": "ana", "language": "zh"}])
    profile = models.Profile.objects.get()
    assert (profile.language, profile.attributes) == ("zh", {})
    assert profile.flagged_at is not None
    with pytest.raises(InputRefused, match="attributes"):
        catalogue.save_users([{"user": "ben", "attributes": {"friends": ["ana"]}}])


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "a\x00b", "\ud800"])
def test_an_attribute_that_no_database_keeps_is_named(value: Any) -> None:
    with pytest.raises(InputRefused) as caught:
        catalogue.save_users([{"user": "ana", "attributes": {"plan": value}}])
    assert caught.value.problems[0].field.startswith("attributes.plan")
    assert not models.Profile.objects.exists()


def test_a_check_of_our_own_says_what_to_do() -> None:
    with pytest.raises(InputRefused) as caught:
        catalogue.save_items([ITEM | {"published_at": "9999-12-31T23:59:59Z"}])
    problem = caught.value.problems[0]
    assert problem.message == "It is the first or the last day of the calendar."
    assert problem.remedy == "Write an earlier or later time, or none."
