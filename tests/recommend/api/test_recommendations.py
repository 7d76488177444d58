"""Lists over the API."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import kept
from services.recommend.actions.ranking import forget_shelf, keeping
from services.recommend.schemas.recommendations import ListOut
from shared.accounts.models import User
from shared.api_keys.actions import issue_key, revoke_key
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


@pytest.mark.parametrize("wanted", [{}, {"scores": "true"}, {"scores": "true", "reasons": "true", "n": 100}])
def test_what_is_sent_is_what_the_schema_promises(analyst_client: Client, wanted: dict[str, Any]) -> None:
    reply = analyst_client.get("/api/users/ana/recommendations", wanted)
    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
    told = ListOut.model_validate_json(reply.content, strict=True, extra="forbid")
    assert told.model_dump(exclude_unset=True) == reply.json()
    assert told.model_fields_set == set(ListOut.model_fields)


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


def test_a_key_and_a_history_are_all_that_a_list_asks_the_database_for(
    analyst: User, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "_TRUST_SECONDS", 60.0)
    _key, text = issue_key(name="shop", scopes=["recommendations:read"], created_by=analyst)
    caller = Client(headers={"Authorization": f"Bearer {text}"})
    # What is looked at once a second, and the first use of the key.
    assert ask(caller)["way"] == "personal"
    # Only from here on: what a test before had read would be trusted too, and would run out in the middle of this one.
    monkeypatch.setattr(kept, "TRUST_SECONDS", 60.0)
    for wanted in ({}, {"n": 50, "reasons": "true"}, {"category": "food"}):
        with django_assert_num_queries(2):
            ask(caller, **wanted)


def test_a_key_that_was_revoked_is_refused_at_once(analyst: User) -> None:
    key, text = issue_key(name="shop", scopes=["recommendations:read"], created_by=analyst)
    caller = Client(headers={"Authorization": f"Bearer {text}"})
    ask(caller)
    revoke_key(key=key, by=analyst)
    assert caller.get("/api/users/ana/recommendations").status_code == 401


def languages(found: dict[str, Any]) -> set[str]:
    keys = [one["item"] for one in found["items"]]
    return set(models.Item.objects.filter(key__in=keys).values_list("language", flat=True))


@pytest.mark.parametrize("user", ["nobody", "ana"])
def test_who_asks_says_which_languages_are_read(analyst_client: Client, user: str) -> None:
    path = f"/api/users/{user}/recommendations"
    assert languages(ask(analyst_client, path, n=20)) == {"en", "zh"}
    assert languages(ask(analyst_client, path, n=20, language="zh")) == {"zh"}
    assert languages(ask(analyst_client, path, n=20, language=["zh", "en"])) == {"en", "zh"}
    models.Item.objects.create(key="wordless", updated_at=timezone.now())
    forget_shelf()
    assert languages(ask(analyst_client, path, n=20, language="zh")) == {"zh", ""}


def test_a_cursor_belongs_to_its_languages(analyst_client: Client) -> None:
    first = ask(analyst_client, n=3, language=["zh", "en"])
    cursor = first["next_cursor"]
    second = ask(analyst_client, n=3, language=["en", "zh"], cursor=cursor)
    assert len({one["item"] for one in [*first["items"], *second["items"]]}) == 6
    for other in ({}, {"language": "zh"}):
        reply = analyst_client.get("/api/users/ana/recommendations", {"n": 3, "cursor": cursor, **other})
        assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, "cursor")
    assert analyst_client.get("/api/users/ana/recommendations", {"language": "1"}).status_code == 422


def test_the_description_tells_of_languages(analyst_client: Client) -> None:
    told = analyst_client.get("/api/openapi.json").json()["paths"]["/api/users/{user}/recommendations"]["get"]
    [language] = [one for one in told["parameters"] if one["name"] == "language"]
    assert (language["schema"]["type"], language["required"]) == ("array", False)
    assert "languages" in language["description"]


def test_the_longest_list_of_the_longest_keys_has_cursors_that_are_taken(analyst_client: Client) -> None:
    user, surface, category = "用" * 120, "面" * 60, "类" * 100
    now = timezone.now()
    keys = [f"{number:03d}{'键' * 117}" for number in range(510)]
    models.Item.objects.bulk_create(models.Item(key=key, category=category, updated_at=now) for key in keys)
    forget_shelf()
    path, shown, cursor = f"/api/users/{user}/recommendations", [], ""
    while cursor is not None:
        found = ask(analyst_client, path, n=90, surface=surface, category=category, cursor=cursor)
        shown += [one["item"] for one in found["items"]]
        cursor = found["next_cursor"]
    assert len(shown) == len(set(shown)) > 500
