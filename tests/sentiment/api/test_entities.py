"""Programs keep the dictionary."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from services.sentiment import models
from services.sentiment.actions import dictionary
from shared.audit.models import AuditEntry
from shared.jobs.models import Job

pytestmark = pytest.mark.django_db
UMBREL = {"name": "Umbrel", "ticker": "UMB", "aliases": [{"text": "The Brolly", "needs": ["shares"]}]}


def add(client: Client, **body: Any) -> Any:
    return client.post("/api/entities", {**UMBREL, **body}, content_type="application/json")


def test_an_entity_is_added_with_its_aliases(
    editor_client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        reply = add(editor_client)
    assert reply.status_code == 201, reply.content
    assert reply.json()["aliases"] == [{"text": "The Brolly", "case_sensitive": False, "needs": ["shares"]}]
    assert [len(dictionary.find_entities(text)) for text in ("The Brolly opens", "The Brolly shares fall")] == [0, 1]
    assert (len(callbacks), Job.objects.get().kind) == (1, "sentiment.rematch")
    assert AuditEntry.objects.get().action == "entity_added"


def test_a_patch_leaves_the_rest_as_it_is(editor_client: Client) -> None:
    add(editor_client)
    add(editor_client, name="Quillon")
    reply = editor_client.patch("/api/entities/umbrel", {"peers": ["quillon"]}, content_type="application/json")
    assert reply.status_code == 200, reply.content
    found = reply.json()
    assert (found["ticker"], found["peers"], len(found["aliases"])) == ("UMB", ["quillon"], 1)


def test_an_entity_is_removed_and_brought_back(editor_client: Client) -> None:
    add(editor_client)
    assert editor_client.delete("/api/entities/umbrel").status_code == 204
    assert editor_client.get("/api/entities/umbrel").status_code == 404
    assert editor_client.get("/api/entities").json()["items"] == []
    assert add(editor_client).json()["key"] == "umbrel-2"
    assert editor_client.post("/api/entities/umbrel/restore").json()["aliases"][0]["text"] == "The Brolly"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "a\x00"}, "name"),
        ({"peers": ["nobody"]}, "peers"),
        ({"aliases": [{"text": ""}]}, "aliases"),
        ({"aliases": [{"text": "x" * 201}]}, "aliases"),
        ({"key": "Not a key"}, "key"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_name(editor_client: Client, body: dict[str, Any], field: str) -> None:
    reply = add(editor_client, **body)
    assert reply.status_code == 422
    assert field in reply.content.decode()
    assert not models.Entity.objects.exists()


def test_analysts_read_only(analyst_client: Client, editor_client: Client) -> None:
    add(editor_client)
    assert analyst_client.get("/api/entities/umbrel").status_code == 200
    assert add(analyst_client).status_code == 403
    assert analyst_client.delete("/api/entities/umbrel").status_code == 403
