"""Every page, empty and full, for those who may open it."""

import pytest
from django.test import Client
from pytest_django import Settings

from services.recommend import models
from services.recommend.actions import batch
from services.recommend.actions.catalogue import save_users
from services.recommend.actions.ranking import forget_shelf
from shared.jobs.models import Job
from tests.recommend import shop

pytestmark = pytest.mark.django_db
PAGES = ["/overview/", "/users/", "/catalogue/"]
FULL = [*PAGES, "/users/ana/", "/catalogue/i001/", "/catalogue/?search=Item+1&category=space"]


@pytest.fixture(autouse=True)
def _fresh_shelf(db: None) -> None:
    forget_shelf()


@pytest.mark.parametrize("page", [*PAGES, "/work/"])
def test_strangers_are_sent_to_the_login(page: str) -> None:
    assert Client().get(page).headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_service_says_what_to_do(page: str, analyst_client: Client) -> None:
    text = analyst_client.get(page).content.decode()
    assert 'class="empty"' in text


@pytest.mark.parametrize("page", FULL)
def test_pages_show_what_is_there(page: str, analyst_client: Client) -> None:
    shop.stock()
    shop.act("ana", ["i001", "i005"])
    reply = analyst_client.get(page)
    assert reply.status_code == 200
    assert "Item" in reply.content.decode() or "ana" in reply.content.decode()


def test_a_user_page_says_why(analyst_client: Client) -> None:
    shop.stock()
    shop.act("ana", ["i001"])
    text = analyst_client.get("/users/ana/").content.decode()
    assert "Because of “Item 1”" in text
    assert analyst_client.get("/users/nobody/").status_code == 404


def test_a_user_page_says_which_rung_made_the_list_of_the_night(analyst_client: Client, settings: Settings) -> None:
    settings.COLD_START_ATTRIBUTES = ["plan"]
    shop.stock()
    shop.act("ana", ["i001"])
    save_users([{"user": "newcomer", "attributes": {"plan": "gold", "age": "30-44"}}])
    batch.recommend_all(report=lambda _stage, _done, _total: None)
    text = analyst_client.get("/users/newcomer/").content.decode()
    assert "There: Popular now." in text
    assert "plan: gold</span>" in text
    assert "age: 30-44 · not used</span>" in text
    assert "There: Personal, by what was read so far." in analyst_client.get("/users/ana/").content.decode()


def test_an_item_page_tells_cold_from_warm(analyst_client: Client) -> None:
    shop.stock()
    assert "Cold" in analyst_client.get("/catalogue/i001/").content.decode()
    for number in range(10):
        shop.act(f"user{number}", ["i001"])
    assert "Warm" in analyst_client.get("/catalogue/i001/").content.decode()
    models.Item.objects.create(key="silent")
    assert "no text that was read yet" in analyst_client.get("/catalogue/silent/").content.decode()


def test_the_catalogue_names_what_is_wrong(analyst_client: Client) -> None:
    shop.stock(3)
    models.Item.objects.create(key="silent")
    shop.act("ana", ["gone"])
    models.Profile.objects.create(user="robot", flagged_at="2026-03-01T00:00:00Z")
    text = analyst_client.get("/catalogue/").content.decode()
    for word in ("Items without text", "Items without a category", "Events whose item is not known", "robot"):
        assert word in text


def test_an_editor_starts_a_batch_once(editor_client: Client, analyst_client: Client) -> None:
    assert analyst_client.post("/work/lists/").status_code == 403
    assert editor_client.post("/work/lists/").status_code == 302
    assert editor_client.post("/work/lists/").status_code == 302
    assert Job.objects.filter(kind=batch.KIND).count() == 1
    assert "Lists for everybody" in editor_client.get("/work/").content.decode()
