"""The magazine: every click changes the next list, and who wants to be forgotten is."""

import re

import pytest
from django.test import Client
from pytest_django import Settings

from services.recommend import models
from services.recommend.actions.ranking import forget_shelf
from tests.recommend import shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open(settings: Settings, db: None) -> None:
    settings.DEMO = True
    forget_shelf()
    shop.stock(60)


def listed(client: Client, query: str = "") -> list[str]:
    text = client.get(f"/magazine/{query}").content.decode()
    return re.findall(r'<h2[^>]*><a href="/magazine/(\w+)/', text)


def test_it_is_closed_outside_the_demo(settings: Settings) -> None:
    settings.DEMO = False
    for path in ("/magazine/", "/magazine/i001/"):
        assert Client().get(path).status_code == 404
    assert Client().post("/magazine/i001/say/", {"kind": "like"}).status_code == 404
    assert Client().post("/magazine/forget/").status_code == 404


def test_a_click_changes_the_next_list(client: Client) -> None:
    before = listed(client)
    assert len(before) == 10
    assert client.get("/magazine/i001/").status_code == 200
    after = listed(client)
    assert after != before
    assert "i001" not in after
    categories = models.Item.objects.filter(key__in=after).values_list("category", flat=True)
    assert set(categories) == {"space"}
    assert "Because of “Item 1”" in client.get("/magazine/").content.decode()


def test_opening_an_article_again_says_nothing_new(client: Client) -> None:
    for _ in range(3):
        client.get("/magazine/i001/")
    assert models.Event.objects.count() == 1


def test_what_was_shown_is_written_down(client: Client) -> None:
    client.get("/magazine/")
    rows = models.Impression.objects.order_by("position").values_list("position", "propensity", "surface")
    assert list(rows) == [(place, 1.0, "magazine") for place in range(1, 11)]


def test_a_dismissal_takes_away_what_is_like_it(client: Client) -> None:
    client.get("/magazine/i001/")
    client.get("/magazine/i002/")
    client.post("/magazine/i006/say/", {"kind": "dismiss"})
    client.post("/magazine/i002/say/", {"kind": "dismiss"})
    categories = models.Item.objects.filter(key__in=listed(client)).values_list("category", flat=True)
    assert "money" not in set(categories)


def test_readers_do_not_see_each_other(client: Client) -> None:
    client.get("/magazine/i001/")
    other = Client()
    assert "Nobody knows you yet" in other.get("/magazine/").content.decode()
    assert "Nobody knows you yet" not in client.get("/magazine/").content.decode()


def test_a_forged_cookie_makes_a_new_reader(client: Client) -> None:
    client.cookies["magazine_reader"] = "visitor-1"
    client.get("/magazine/i001/")
    assert not models.Event.objects.filter(user="visitor-1").exists()


def test_a_reader_is_forgotten(client: Client) -> None:
    listed(client)
    client.get("/magazine/i001/")
    client.post("/magazine/forget/")
    assert not models.Event.objects.exists()
    assert not models.Impression.objects.exists()
    assert "Nobody knows you yet" in client.get("/magazine/").content.decode()


def test_sections_hold_what_belongs_to_them(client: Client) -> None:
    found = listed(client, "?section=sport")
    assert set(models.Item.objects.filter(key__in=found).values_list("category", flat=True)) == {"sport"}


def test_an_empty_magazine_says_that_it_is_empty(client: Client) -> None:
    models.Item.objects.all().delete()
    forget_shelf()
    page = client.get("/magazine/").content.decode()
    assert "Nothing has been printed yet." in page
    assert "You have read all" not in page
