"""A character that no database holds, in the addresses of pages."""

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
    shop.stock(12)
    shop.act("ana", ["i001"])


@pytest.mark.parametrize("address", ["catalogue/?search", "catalogue/?category", "users/?search"])
def test_a_search_for_it_finds_nothing(address: str, editor_client: Client) -> None:
    reply = editor_client.get(f"/{address}=%00")
    assert reply.status_code == 200
    assert not any(f"/{key}/" in reply.content.decode() for key in ("i001", "ana"))


def test_an_article_that_was_opened_from_nowhere_is_shown_and_noted(client: Client) -> None:
    assert client.get("/magazine/i001/?from=%00").status_code == 200
    assert models.Event.objects.exclude(user="ana").get().item == "i001"


@pytest.mark.parametrize("address", ["users/%00/", "catalogue/%00/", "magazine/%00/"])
def test_nothing_has_it_in_its_key(address: str, editor_client: Client) -> None:
    assert editor_client.get(f"/{address}").status_code == 404
