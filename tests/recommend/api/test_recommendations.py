"""Lists over the API."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from services.recommend.actions.ranking import forget_shelf
from tests.recommend import shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stocked(db: None) -> None:
    forget_shelf()
    shop.stock()
    shop.act("ana", ["i001", "i005"])


def ask(client: Client, path: str = "/api/users/ana/recommendations", **wanted: Any) -> Any:
    reply = client.get(path, wanted)
    assert reply.status_code == 200, reply.content
    return reply.json()


def test_strangers_get_nothing() -> None:
    assert Client().get("/api/users/ana/recommendations").status_code == 401


def test_a_list_is_plain_unless_more_is_asked_for(analyst_client: Client) -> None:
    plain = ask(analyst_client, n=3)
    assert (len(plain["items"]), set(plain["items"][0])) == (3, {"item"})
    assert (plain["user"], plain["way"]) == ("ana", "personal")
    told = ask(analyst_client, n=3, scores="true", reasons="true")["items"]
    assert [one["item"] for one in told] == [one["item"] for one in plain["items"]]
    assert told[0]["reason"]["item"] in {"i001", "i005"}
    assert [one["score"] for one in told] == sorted((one["score"] for one in told), reverse=True)


def test_an_event_that_is_sent_shows_in_the_next_response(editor_client: Client) -> None:
    before = ask(editor_client, n=5)
    target = before["items"][0]["item"]
    at = timezone.now().isoformat()
    sent = {"id": "x1", "user": "ana", "item": target, "kind": "click", "at": at, "request": before["request"]}
    assert editor_client.post("/api/events", sent, content_type="application/json").status_code == 200
    assert target not in {one["item"] for one in ask(editor_client, n=5)["items"]}


def test_pages_by_cursor(analyst_client: Client) -> None:
    first = ask(analyst_client, n=6)
    second = ask(analyst_client, n=6, cursor=first["next_cursor"])
    assert len({one["item"] for one in [*first["items"], *second["items"]]}) == 12
    assert analyst_client.get("/api/users/ana/recommendations", {"cursor": "x"}).status_code == 422
    assert analyst_client.get("/api/users/ana/recommendations", {"n": 0}).status_code == 422


def test_similar_items(analyst_client: Client) -> None:
    found = ask(analyst_client, "/api/items/i001/similar", n=4, scores="true")["items"]
    assert len(found) == 4
    assert "i001" not in {one["item"] for one in found}
    assert analyst_client.get("/api/items/unknown/similar").status_code == 404
