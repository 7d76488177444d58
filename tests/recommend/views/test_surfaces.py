"""The page of pins and rules."""

import pytest
from django.test import Client

from services.recommend import models
from shared.audit.models import AuditEntry
from tests.recommend import shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stocked(db: None) -> None:
    shop.stock()


def page(client: Client) -> str:
    return client.get("/surfaces/").content.decode()


def test_editors_only(analyst_client: Client, editor_client: Client) -> None:
    assert Client().get("/surfaces/").headers["Location"].startswith("/accounts/login/")
    assert analyst_client.get("/surfaces/").status_code == 403
    for path in ("pin/", "rules/", "pins/1/remove/", "rules/1/remove/"):
        assert analyst_client.post(f"/surfaces/{path}").status_code == 403
    assert "Nothing is pinned" in page(editor_client)
    assert "No rules" in page(editor_client)


def test_from_a_pin_to_its_end(editor_client: Client) -> None:
    given = {"item": "i003", "position": 2, "surface": "mail", "ends_at": "2100-01-01T10:00"}
    assert editor_client.post("/surfaces/pin/", given).status_code == 302
    assert editor_client.post("/surfaces/pin/", {"item": "i004", "starts_at": "2099-01-01T10:00", "position": 1})
    text = page(editor_client)
    for word in ("Item 3", "In force", "To come", "is pinned"):
        assert word in text
    pinned = models.Pin.objects.get(item__key="i003")
    assert pinned.created_by is not None
    assert editor_client.post(f"/surfaces/pins/{pinned.pk}/remove/").status_code == 302
    assert editor_client.post(f"/surfaces/pins/{pinned.pk}/remove/").status_code == 404
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "item_pinned",
        "item_pinned",
        "pin_removed",
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"item": "gone"}, "No item has this key."),
        ({"position": 99}, "less than or equal to 50"),
        ({"ends_at": "2001-01-01T10:00"}, "in the past"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(editor_client: Client, wrong: dict[str, object], said: str) -> None:
    reply = editor_client.post("/surfaces/pin/", {"item": "i003", "position": 1} | wrong)
    assert reply.status_code == 400
    assert said in reply.content.decode()
    assert not models.Pin.objects.exists()


def test_rules_are_set_and_removed(editor_client: Client) -> None:
    given = {"surface": "home", "most_of_category": 3, "loss_percent": 1}
    assert editor_client.post("/surfaces/rules/", given).status_code == 302
    saved = models.SurfaceRule.objects.get()
    assert (saved.most_of_category, saved.loss_budget) == (3, 0.01)
    # Without a trained ranker nothing was measured.
    assert "no strength within it" in page(editor_client)
    assert editor_client.post("/surfaces/rules/", given | {"loss_percent": 50}).status_code == 400
    assert editor_client.post(f"/surfaces/rules/{saved.pk}/remove/").status_code == 302
    assert not models.SurfaceRule.objects.exists()
