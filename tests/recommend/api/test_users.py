"""Forgetting users over the API."""

from typing import Any

import pytest
from django.test import Client

from services.recommend import models
from services.recommend.actions import batch
from services.recommend.actions.ranking import forget_shelf
from shared.accounts.models import User
from shared.api_keys.actions import issue_key
from shared.audit.models import AuditEntry
from tests.recommend import shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stocked(db: None) -> None:
    forget_shelf()
    shop.stock()
    for user in ("ana", "shop/ben?"):
        shop.act(user, ["i001", "i002"])


def erase(client: Client, user: str, **headers: str) -> Any:
    return client.delete(f"/api/users/{user}", headers=headers)


# Where the database is a server, a run works over a second connection, which sees no transaction of a test.
@pytest.mark.django_db(transaction=True)
def test_a_program_erases_a_user_once_and_is_told_what_went(editor: User) -> None:
    batch.recommend_all(report=lambda _stage, _done, _total: None)
    _key, text = issue_key(name="privacy desk", scopes=["users:erase"], created_by=editor)
    bearer = {"Authorization": f"Bearer {text}"}
    # Two events, their count, and a list.
    assert erase(Client(), "ana", **bearer).json() == {"rows": 4}
    assert not models.Event.objects.filter(user="ana").exists()
    assert not models.UserList.objects.filter(user="ana").exists()
    assert models.Event.objects.filter(user="shop/ben?").count() == 2
    again = erase(Client(), "ana", **bearer)
    assert (again.status_code, again.json()) == (200, {"rows": 0})
    entries = AuditEntry.objects.filter(action="user_erased")
    assert sorted(entry.fields["rows"] for entry in entries) == [0, 4]
    assert not any("ana" in f"{entry.object_name}{entry.fields}" for entry in entries)


def test_a_key_with_slashes_is_a_key(editor_client: Client) -> None:
    assert erase(editor_client, "shop/ben%3F").json() == {"rows": 3}
    assert set(models.Event.objects.values_list("user", flat=True)) == {"ana"}


def test_a_user_of_whom_nothing_is_known_is_no_mistake(editor_client: Client) -> None:
    assert erase(editor_client, "nobody").json() == {"rows": 0}
    assert models.Event.objects.count() == 4


def test_who_may_write_may_not_erase(editor: User, analyst_client: Client) -> None:
    scopes = ["data:read", "items:write", "events:write", "recommendations:read", "models:write"]
    _key, text = issue_key(name="shop", scopes=scopes, created_by=editor)
    assert erase(Client(), "ana", Authorization=f"Bearer {text}").status_code == 403
    assert erase(Client(), "ana").status_code == 401
    assert erase(analyst_client, "ana").status_code == 403
    assert models.Event.objects.count() == 4
    assert not AuditEntry.objects.filter(action="user_erased").exists()


def test_a_key_that_no_user_can_have_is_refused(editor_client: Client) -> None:
    assert erase(editor_client, "%00").status_code == 422
    assert erase(editor_client, "x" * 121).status_code == 422


def test_the_whole_is_described(editor_client: Client) -> None:
    paths = editor_client.get("/api/openapi.json").json()["paths"]
    described = {path: set(methods) for path, methods in paths.items()}
    assert described["/api/users/{user}"] == {"delete"}
    assert described["/api/experiments"] == described["/api/experiments/{key}"] == {"get"}
    assert described["/api/evaluations"] == {"get"}
    asked = {one["name"] for one in paths["/api/evaluations"]["get"]["parameters"]}
    assert asked == {"protocol", "cursor", "limit"}
