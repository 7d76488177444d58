"""Programs keep the sources."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from services.sentiment import models
from shared.jobs.models import Job

pytestmark = pytest.mark.django_db
FEED = {"name": "Harbour News", "url": "https://news.example.com/feed", "options": {"only_feed": True}}


def add(client: Client, **body: Any) -> Any:
    return client.post("/api/sources", {**FEED, **body}, content_type="application/json")


def test_a_source_is_added_changed_removed_and_brought_back(editor_client: Client) -> None:
    added = add(editor_client)
    assert added.status_code == 201, added.content
    path = f"/api/sources/{added.json()['id']}"
    assert (added.json()["state"], added.json()["options"]) == ("new", {"only_feed": True})
    changed = editor_client.patch(path, {"poll_seconds": 60}, content_type="application/json")
    assert (changed.json()["poll_seconds"], changed.json()["options"]) == (60, {"only_feed": True}), changed.content
    assert editor_client.delete(path).status_code == 204
    assert editor_client.get(path).status_code == 404
    assert editor_client.post(f"{path}/restore").json()["name"] == "Harbour News"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"url": "http://127.0.0.1/"}, "url"),
        ({"url": ""}, "url"),
        ({"kind": "spoon"}, "kind"),
        ({"kind": "listing", "options": {"links": "[["}}, "options.links"),
        ({"options": {"colour": "red"}}, "options.colour"),
        ({"poll_seconds": 3}, "poll_seconds"),
        ({"name": "a\x00"}, "name"),
        ({"kind": "archive", "url": "", "options": {"file": "../../secret.csv"}}, "options.file"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_name(editor_client: Client, body: dict[str, Any], field: str) -> None:
    reply = add(editor_client, **body)
    assert reply.status_code == 422
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert field in [error["field"] for error in reply.json()["errors"]]
    assert not models.Source.objects.exists()


def test_the_same_request_adds_once(editor_client: Client) -> None:
    twice = [
        editor_client.post("/api/sources", FEED, content_type="application/json", headers={"Idempotency-Key": "1"})
        for _ in range(2)
    ]
    assert {reply.json()["id"] for reply in twice} == {models.Source.objects.get().pk}


def test_lists_are_filtered_and_paged(editor_client: Client, analyst_client: Client) -> None:
    for number in range(3):
        add(editor_client, name=f"S{number}", url=f"https://s{number}.example/")
    first = analyst_client.get("/api/sources", {"limit": "2", "state": "new"}).json()
    rest = analyst_client.get("/api/sources", {"limit": "2", "state": "new", "cursor": first["next_cursor"]}).json()
    assert [one["name"] for one in first["items"] + rest["items"]] == ["S0", "S1", "S2"]
    assert analyst_client.get("/api/sources", {"state": "failing"}).json()["items"] == []


def test_a_visit_is_opened_and_followed(
    editor_client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    path = f"/api/sources/{add(editor_client).json()['id']}"
    with django_capture_on_commit_callbacks() as callbacks:
        visit = editor_client.post(f"{path}/visits")
    assert (visit.status_code, visit.json()["state"], len(callbacks)) == (202, "running", 1)
    again = editor_client.post(f"{path}/visits")
    assert (again.status_code, again.json()["code"]) == (409, "visit_runs")
    assert [one["id"] for one in editor_client.get(f"{path}/crawls").json()["items"]] == [visit.json()["id"]]


def test_trying_is_a_job_and_needs_no_name(editor_client: Client) -> None:
    body = {"kind": "feed", "url": "https://news.example.com/feed"}
    reply = editor_client.post("/api/sources/try", body, content_type="application/json")
    assert reply.status_code == 202, reply.content
    assert (reply.json()["kind"], Job.objects.get().result["source"]["url"]) == ("sentiment.try_source", body["url"])
    wrong = editor_client.post("/api/sources/try", body | {"url": "http://[::1]/"}, content_type="application/json")
    assert wrong.status_code == 422


def test_an_archive_is_sent_and_then_named(editor_client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("old.jsonl", b'{"title": "Loss", "text": "It lost."}\n')
    sent = editor_client.post("/api/sources/archives", {"file": file})
    assert sent.status_code == 201, sent.content
    added = add(editor_client, kind="archive", url="", options={"file": sent.json()["file"]})
    assert added.status_code == 201, added.content


def test_politeness_is_told_with_each_violation(editor_client: Client, analyst_client: Client) -> None:
    number = add(editor_client).json()["id"]
    crawl = models.Crawl.objects.create(source_id=number)
    now = datetime.now(UTC) - timedelta(hours=1)
    for seconds, path in ((0, "a"), (4, "b"), (14.5, "c")):
        crawl.fetches.create(
            host="h.example",
            url=f"http://h.example/{path}",
            sent_at=now + timedelta(seconds=seconds),
            required_delay=10,
        )
    found = analyst_client.get(f"/api/sources/{number}/politeness").json()
    assert (found["requests"], found["violations"]) == (3, 1)
    host = found["hosts"][0]
    assert (host["shortest_pause"], host["required_then"]) == (4.0, 10.0)
    assert host["violations"][0]["url"].endswith("/b")


def test_analysts_and_strangers_do_not_edit(editor_client: Client, analyst_client: Client) -> None:
    number = add(editor_client).json()["id"]
    assert analyst_client.get(f"/api/sources/{number}").status_code == 200
    assert add(analyst_client).status_code == 403
    for path in (f"/api/sources/{number}/visits", "/api/sources/try", "/api/sources/archives"):
        assert analyst_client.post(path).status_code == 403
    assert Client().get("/api/sources").status_code == 401
