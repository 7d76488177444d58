"""Events over the API."""

import json
from typing import Any

import pytest
from django.test import Client

from services.recommend import models
from tests.recommend.stream import event, stream

pytestmark = pytest.mark.django_db


def post(client: Client, body: Any, **headers: str) -> Any:
    return client.post("/api/events", body, content_type="application/json", headers=headers)


def test_without_a_key_nothing_is_taken() -> None:
    assert post(Client(), event(1)).status_code == 401
    assert not models.Event.objects.exists()


def test_a_program_sends_one_many_and_lines(editor_client: Client) -> None:
    assert post(editor_client, event(1)).json() == {"new": 1, "duplicates": 0, "capped": 0, "conflicts": []}
    assert post(editor_client, stream(50)).json()["new"] == 49
    lines = "\n".join(json.dumps(one) for one in stream(60))
    reply = editor_client.post("/api/events", lines, content_type="application/x-ndjson")
    assert (reply.status_code, reply.json()["new"]) == (200, 10)


def test_a_single_event_with_another_body_is_a_conflict(editor_client: Client) -> None:
    post(editor_client, event(1))
    reply = post(editor_client, event(1, item="other"))
    assert (reply.status_code, reply.json()["code"]) == (409, "event_conflict")
    assert [(error["row"], error["field"]) for error in reply.json()["errors"]] == [(1, "id")]
    listed = post(editor_client, [event(1, item="other"), event(2)])
    assert listed.json() == {"new": 1, "duplicates": 0, "capped": 0, "conflicts": [{"row": 1, "id": "e1"}]}


def test_lines_that_are_all_conflicts_are_named(editor_client: Client) -> None:
    post(editor_client, [event(1), event(2)])
    lines = [event(2, item="other"), event(1, item="other"), event(1, item="third")]

    def reply() -> Any:
        body = "\n".join(json.dumps(line) for line in lines)
        return editor_client.post("/api/events", body, content_type="application/x-ndjson")

    refused = reply()
    assert (refused.status_code, refused.json()["code"]) == (409, "event_conflict")
    assert [(error["row"], error["field"]) for error in refused.json()["errors"]] == [(1, "id"), (2, "id"), (3, "id")]
    assert "e2" in refused.json()["errors"][0]["message"]
    assert all(error["remedy"] for error in refused.json()["errors"])
    lines.append(event(3))
    taken = reply()
    assert (taken.status_code, taken.json()["new"]) == (200, 1)
    assert sorted(conflict["row"] for conflict in taken.json()["conflicts"]) == [1, 2, 3]


def test_what_is_wrong_is_named_by_row_and_field(editor_client: Client) -> None:
    reply = post(editor_client, [event(1), event(2, kind="stare")])
    assert reply.status_code == 422
    assert [(error["row"], error["field"]) for error in reply.json()["errors"]] == [(2, "kind")]


def test_an_analyst_may_not_send(analyst_client: Client) -> None:
    assert post(analyst_client, event(1)).status_code == 403


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_a_time_beyond_the_calendar_is_refused_by_its_row(editor_client: Client, at: str) -> None:
    reply = post(editor_client, [event(1), event(2, at=at)])
    assert (reply.status_code, reply.json()["errors"][0]["row"]) == (422, 2)


def test_an_item_is_published_at_a_time_that_can_be_read_again(editor_client: Client) -> None:
    rows = {"rows": [{"key": "a", "published_at": "9999-12-31T23:59:59-14:00"}]}
    reply = editor_client.put("/api/items", rows, content_type="application/json")
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, "published_at")
