"""Programs label what teaches most."""

from typing import Any

import pytest
from django.test import Client

from services.sentiment import models
from tests.sentiment.market import add_entity
from tests.sentiment.press_rows import judged

pytestmark = pytest.mark.django_db


def give(client: Client, **body: Any) -> Any:
    return client.post("/api/labels", body, content_type="application/json")


def test_the_next_to_label_is_labelled_listed_and_taken_back(editor_client: Client) -> None:
    judged("Umbrel sued", about=add_entity("Umbrel"))
    asked = {one["entity"]: one for one in editor_client.get("/api/labels/next").json()["items"]}
    assert set(asked) == {"", "umbrel"}
    reply = give(editor_client, article=asked["umbrel"]["article"], entity="umbrel", sentiment="negative")
    assert (reply.status_code, reply.json()["entity"]) == (201, "Umbrel")
    listed = editor_client.get("/api/labels?sentiment=negative&entity=Umbrel").json()["items"]
    assert [one["text"] for one in listed] == ["Umbrel sued"]
    assert editor_client.get("/api/labels?sentiment=positive").json()["items"] == []
    assert editor_client.delete(f"/api/labels/{listed[0]['id']}").status_code == 204
    assert not models.Label.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [({"sentiment": "bearish"}, 422), ({"topic": "gossip"}, 422), ({"entity": "nobody"}, 404), ({"article": 9}, 404)],
)
def test_what_cannot_be_taken_is_refused(editor_client: Client, body: dict[str, Any], status: int) -> None:
    article = judged("Piece")
    assert give(editor_client, **({"article": article.pk, "sentiment": "negative"} | body)).status_code == status
    assert not models.Label.objects.exists()


def test_analysts_do_not_label(analyst_client: Client) -> None:
    assert give(analyst_client, article=judged("Piece").pk, sentiment="negative").status_code == 403
    assert Client().get("/api/labels").status_code == 401
