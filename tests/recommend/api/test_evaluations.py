"""What was measured, over the API."""

import pytest
from django.test import Client

from services.recommend import models

pytestmark = pytest.mark.django_db


def test_the_latest_come_first_page_by_page_and_by_protocol(analyst_client: Client) -> None:
    assert analyst_client.get("/api/evaluations").json() == {"items": [], "next_cursor": None}
    for number, protocol in enumerate(("rolling-time", "off-policy", "rolling-time")):
        models.Evaluation.objects.create(
            protocol=protocol, model_version=f"ranker@{number}", users=7, results={"baseline": "popular"}, notes=["few"]
        )
    first = analyst_client.get("/api/evaluations", {"limit": 2}).json()
    assert [one["model_version"] for one in first["items"]] == ["ranker@2", "ranker@1"]
    rest = analyst_client.get("/api/evaluations", {"cursor": first["next_cursor"]}).json()
    assert [one["model_version"] for one in rest["items"]] == ["ranker@0"]
    found = analyst_client.get("/api/evaluations", {"protocol": "off-policy"}).json()["items"]
    assert len(found) == 1
    assert (found[0]["users"], found[0]["results"], found[0]["notes"]) == (7, {"baseline": "popular"}, ["few"])
    assert analyst_client.get("/api/evaluations", {"cursor": "mine"}).status_code == 422


def test_strangers_read_nothing() -> None:
    assert Client().get("/api/evaluations").status_code == 401
