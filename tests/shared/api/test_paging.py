"""Pages are whole, without gaps and repeats, though rows come in."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from shared.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.shared.api.service")]


@pytest.fixture(autouse=True)
def _people(db: None) -> None:
    # All joined at one moment, so that only the primary key can tell them apart.
    moment = datetime(2026, 1, 1, 12, 0, 0, 123456, tzinfo=UTC)
    User.objects.bulk_create(User(username=f"user{number:02}", date_joined=moment) for number in range(7))


def fetch(client: Client, **query: Any) -> tuple[list[str], str | None]:
    body = client.get("/api/people", query).json()
    return [item["username"] for item in body["items"]], body["next_cursor"]


def test_following_the_cursor_gives_each_row_once(outsider: Client) -> None:
    seen, cursor = fetch(outsider, limit=3)
    User.objects.create(username="came-in-meanwhile")
    while cursor:
        names, cursor = fetch(outsider, limit=3, cursor=cursor)
        seen += names
    assert seen == [f"user{number:02}" for number in reversed(range(7))]


def test_the_last_page_has_no_cursor(outsider: Client) -> None:
    assert fetch(outsider, limit=7)[1] is None


@pytest.mark.parametrize("cursor", ["nonsense", "WyJhIiwiYiJd:forged:signature"])
def test_a_forged_cursor_is_refused(outsider: Client, cursor: str) -> None:
    response = outsider.get("/api/people", {"cursor": cursor})
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "cursor"


@pytest.mark.parametrize("limit", [0, 201, "all"])
def test_a_page_has_a_largest_size(outsider: Client, limit: Any) -> None:
    assert outsider.get("/api/people", {"limit": limit}).status_code == 422
