"""Keys are whatever companies call their items and users: every page that links one, and the API, can be reached."""

import html
import re
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from services.recommend import models
from services.recommend.actions import catalogue, editorial
from services.recommend.addresses import AnyKey
from tests.recommend import shop

KEYS = [
    "a/b",
    "/a",
    "a/",
    "a//b",
    "/",
    ".",
    "..",
    "a/../b",
    "news/similar",
    "similar",
    "a/say",
    "forget",
    "~",
    "~/~.",
    "~similar",
    "why?",
    "#1",
    "50%",
    "100%25",
    "a b+c&d;e",
    "2026/新闻",
    "two\nlines",
    'a"<b>',
    "back\\slash",
    "a/recommendations",
]
LINK = re.compile(r'href="([^"]*)"')


@pytest.fixture
def stocked(db: None, settings: Settings, request: pytest.FixtureRequest) -> str:
    """One item and one user of the same key, beside others."""
    settings.DEMO = True
    key = str(request.param)
    shop.stock(8)
    catalogue.save_items([{"key": key, "title": "The one", "category": "space"}])
    shop.embed()
    shop.act(key, [key, "i003"])
    shop.act("ana", ["i001", key])
    editorial.pin(item=key, position=1, surface="magazine")
    return key


def links(client: Client, page: str) -> list[str]:
    reply = client.get(page)
    assert reply.status_code == 200, page
    return [html.unescape(one) for one in LINK.findall(reply.content.decode())]


@pytest.mark.parametrize("stocked", KEYS, indirect=True)
def test_every_page_that_names_a_key_links_it_and_the_link_leads_there(stocked: str, editor_client: Client) -> None:
    item, user = reverse("item", args=[stocked]), reverse("user", args=[stocked])
    for page in ("/overview/", "/catalogue/", "/surfaces/", "/catalogue/i001/", "/users/ana/"):
        assert item in links(editor_client, page), page
    assert user in links(editor_client, "/users/")
    shown, told = editor_client.get(item), editor_client.get(user)
    assert (shown.context["item"].key, told.context["user_key"]) == (stocked, stocked)


@pytest.mark.parametrize("stocked", KEYS, indirect=True)
def test_the_magazine_shows_an_article_of_any_key(stocked: str, client: Client) -> None:
    article, say = reverse("magazine-article", args=[stocked]), reverse("magazine-say", args=[stocked])
    assert any(one.startswith(f"{article}?from=") for one in links(client, "/magazine/"))
    assert article in links(client, "/magazine/i001/")
    assert client.get(article).context["item"].key == stocked
    assert client.post(say, {"kind": "like"}).headers["Location"] == article
    assert models.Event.objects.filter(item=stocked, kind="like").count() == 1


@pytest.mark.parametrize("stocked", KEYS, indirect=True)
def test_the_api_takes_any_key(stocked: str, editor_client: Client) -> None:
    written = quote(AnyKey().to_url(stocked))
    assert editor_client.get(f"/api/items/{written}").json()["key"] == stocked
    assert editor_client.get(f"/api/items/{written}/similar").json()["items"]
    answer = editor_client.get(f"/api/users/{written}/recommendations").json()
    assert (answer["user"], answer["way"]) == (stocked, "personal")
    assert editor_client.delete(f"/api/users/{written}").json()["rows"] > 0
    assert not models.Event.objects.filter(user=stocked).exists()


@pytest.mark.parametrize("key", KEYS)
def test_a_part_that_browsers_or_proxies_take_away_is_in_no_address(key: str) -> None:
    written = reverse("item", args=[key])
    assert not {"", ".", ".."} & set(written.removeprefix("/catalogue/").removesuffix("/").split("/"))


@pytest.mark.django_db
def test_a_slash_may_be_sent_as_it_is_or_escaped(analyst_client: Client) -> None:
    models.Item.objects.create(key="2026/news")
    models.Item.objects.create(key="2026")
    for written in ("2026/news", "2026%2Fnews"):
        assert analyst_client.get(f"/api/items/{written}").json()["key"] == "2026/news"
    assert "items" in analyst_client.get("/api/items/2026/similar").json()


@pytest.mark.django_db
def test_no_key_is_empty_or_too_long(analyst_client: Client) -> None:
    assert analyst_client.get("/users/~/").status_code == 404
    # Nobody has this one, which can only be erased.
    assert analyst_client.get("/api/users/~/recommendations").status_code == 405
    assert analyst_client.get(f"/api/users/{'a/' * 61}a/recommendations").status_code == 422


@pytest.mark.django_db
def test_the_description_of_the_api_names_the_parts_of_an_address(analyst_client: Client) -> None:
    paths = analyst_client.get("/api/openapi.json").json()["paths"]
    assert {"/api/items/{key}", "/api/items/{key}/similar", "/api/users/{user}/recommendations"} <= set(paths)
