"""Pins and rules over the API."""

from typing import Any

import pytest
from django.test import Client

from services.recommend import models
from tests.recommend import shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stocked(db: None) -> None:
    shop.stock()
    shop.act("ana", ["i001"])


def put(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.put(path, body, content_type="application/json")


def first(client: Client, **wanted: Any) -> str:
    query: dict[str, Any] = {"n": 1, **wanted}
    return str(client.get("/api/users/ana/recommendations", query).json()["items"][0]["item"])


def test_only_editors_decide(analyst_client: Client) -> None:
    assert put(Client(), "/api/pins", {"item": "i003"}).status_code == 401
    assert put(analyst_client, "/api/pins", {"item": "i003"}).status_code == 403
    assert put(analyst_client, "/api/surfaces", {"most_of_category": 2}).status_code == 403
    assert analyst_client.delete("/api/pins/1").status_code == 403
    assert analyst_client.delete("/api/surfaces").status_code == 403
    assert analyst_client.get("/api/pins").json() == analyst_client.get("/api/surfaces").json() == []


def test_a_pin_from_its_beginning_to_its_end(editor_client: Client) -> None:
    made = put(editor_client, "/api/pins", {"item": "i003", "surface": "mail"}).json()
    assert (made["item"], made["position"], made["surface"]) == ("i003", 1, "mail")
    assert first(editor_client, surface="mail") == "i003"
    assert first(editor_client) != "i003"
    assert editor_client.get("/api/pins", {"surface": "mail"}).json() == [made]
    assert editor_client.get("/api/pins", {"surface": "home"}).json() == []
    assert put(editor_client, "/api/pins", {"item": "gone"}).status_code == 422
    assert put(editor_client, "/api/pins", {"item": "i003", "position": 0}).status_code == 422
    assert editor_client.delete(f"/api/pins/{made['id']}").status_code == 204
    assert editor_client.delete(f"/api/pins/{made['id']}").status_code == 404
    assert first(editor_client, surface="mail") != "i003"


def test_rules_are_set_replaced_and_removed(editor_client: Client) -> None:
    assert put(editor_client, "/api/surfaces", {"surface": "home", "most_of_category": 2}).status_code == 200
    put(editor_client, "/api/surfaces", {"surface": "home", "most_of_category": 1, "loss_budget": 0.01})
    told = [{"surface": "home", "most_of_category": 1, "loss_budget": 0.01}]
    assert editor_client.get("/api/surfaces").json() == told
    assert put(editor_client, "/api/surfaces", {"loss_budget": 0.5}).status_code == 422
    listed = editor_client.get("/api/users/ana/recommendations?n=4&surface=home").json()["items"]
    assert (
        models.Item.objects.filter(key__in=[one["item"] for one in listed]).values("category").distinct().count() == 4
    )
    assert editor_client.delete("/api/surfaces?surface=home").status_code == 204
    assert editor_client.delete("/api/surfaces?surface=home").status_code == 404


@pytest.mark.parametrize("at", ["2030-03-01T08:00:00", "9999-12-31T23:59:59-14:00"])
def test_a_pin_ends_at_a_time_that_a_clock_can_show(editor_client: Client, at: str) -> None:
    reply = put(editor_client, "/api/pins", {"item": "i003", "ends_at": at})
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, "ends_at")


def test_a_key_that_no_item_can_have_is_refused(editor_client: Client) -> None:
    assert editor_client.get("/api/items/%00").status_code == 422
