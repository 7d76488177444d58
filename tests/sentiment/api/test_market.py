"""Articles, stories, companies and trends over the API."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from services.sentiment import models
from services.sentiment.tasks import judge_articles
from tests.sentiment import market
from tests.sentiment.press_rows import judged

pytestmark = pytest.mark.django_db
ARTICLE = {"url": "https://north.example/a?utm_source=x", "title": "Umbrel sued", "text": "In court."}


def send(client: Client, **body: Any) -> Any:
    return client.post("/api/articles", {**ARTICLE, **body}, content_type="application/json")


@pytest.mark.parametrize("path", ["articles", "stories", "entities", "trends", "jobs"])
def test_without_a_key_nothing_is_told(path: str, db: None) -> None:
    assert Client().get(f"/api/{path}").status_code == 401


def test_an_article_is_kept_once(editor_client: Client) -> None:
    first, again = send(editor_client), send(editor_client, url="https://north.example/a")
    assert (first.status_code, again.status_code) == (201, 200), first.content
    assert (first.json()["id"], again.json()["new"]) == (again.json()["id"], False)
    assert models.Article.objects.count() == 1


def test_a_new_article_is_judged(
    editor_client: Client, desk: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        number = send(editor_client).json()["id"]
    assert len(callbacks) == 1
    judge_articles([number])
    read = editor_client.get(f"/api/articles/{number}").json()
    assert {verdict["entity"] for verdict in read["verdicts"]} == {"", "umbrel"}


def test_an_analyst_may_read_but_not_send(analyst_client: Client) -> None:
    assert send(analyst_client).status_code == 403


@pytest.mark.parametrize(
    "body", [{"url": "ftp://x/y"}, {"url": "no address"}, {"title": ""}, {"title": "a\x00b"}, {"published_at": "soon"}]
)
def test_what_cannot_be_taken_is_refused_by_name(editor_client: Client, body: dict[str, str]) -> None:
    reply = send(editor_client, **body)
    assert reply.status_code == 422
    assert next(iter(body)) in reply.content.decode()
    assert not models.Article.objects.exists()


def test_lists_are_filtered_and_paged(analyst_client: Client) -> None:
    umbrel = market.add_entity("Umbrel")
    for number in range(5):
        judged(f"Umbrel {number}", about=umbrel, sentiment="negative", ago=timedelta(hours=number + 1))
    judged("Rain")
    query: dict[str, str | int] = {"entity": "umbrel", "sentiment": "negative", "limit": 3}
    first = analyst_client.get("/api/articles", query).json()
    rest = analyst_client.get("/api/articles", {**query, "cursor": first["next_cursor"]}).json()
    titles = [item["title"] for item in first["items"] + rest["items"]]
    assert titles == [f"Umbrel {number}" for number in range(5)]
    assert rest["next_cursor"] is None
    assert len(analyst_client.get("/api/stories", {"entity": "umbrel"}).json()["items"]) == 5


def test_a_story_and_a_company_are_read_whole(analyst_client: Client) -> None:
    umbrel, quillon = market.add_entity("Umbrel"), market.add_entity("Quillon")
    umbrel.peers.add(quillon)
    article = judged("Umbrel sued", about=umbrel)
    story = analyst_client.get(f"/api/stories/{article.story_id}").json()
    assert [one["title"] for one in story["articles"]] == ["Umbrel sued"]
    assert analyst_client.get("/api/entities/umbrel").json()["peers"] == ["quillon"]
    assert [one["key"] for one in analyst_client.get("/api/entities?search=umb").json()["items"]] == ["umbrel"]


def test_a_trend_counts_every_hour(analyst_client: Client) -> None:
    umbrel = market.add_entity("Umbrel")
    judged("Umbrel sued", about=umbrel, sentiment="negative", ago=timedelta(hours=2))
    now = datetime.now(UTC)
    asked = {"since": (now - timedelta(hours=5)).isoformat(), "until": now.isoformat(), "step": "hour"}
    points = analyst_client.get("/api/trends", {**asked, "entity": "umbrel"}).json()["points"]
    assert len(points) in (5, 6)
    assert sum(point["negative"] for point in points) == 1
    backwards = analyst_client.get("/api/trends", {"since": asked["until"], "until": asked["since"]})
    assert backwards.status_code == 422


def test_the_interface_describes_itself(client: Client) -> None:
    described = client.get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert {"/api/articles", "/api/stories/{story_id}", "/api/entities/{key}", "/api/trends"} <= set(described["paths"])


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("alerts", {"entity": "\x00"}),
        ("alerts", {"since": "2026-03-01"}),
        ("articles", {"until": "9999-12-31T23:59-09:00"}),
    ],
)
def test_a_filter_that_no_row_could_have_is_refused(analyst_client: Client, path: str, query: dict[str, str]) -> None:
    reply = analyst_client.get(f"/api/{path}", query)
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, next(iter(query)))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("labels", {"entity": "a\x00b"}),
        ("starts_at", "2030-03-01T08:00:00"),
        ("ends_at", "2030-03-01T08:00:00"),
        ("ends_at", "9999-12-31T23:59:59Z"),
        ("reason", "a\x00b"),
    ],
)
def test_a_silence_that_cannot_be_kept_is_refused_by_name(editor_client: Client, field: str, value: Any) -> None:
    body = {"labels": {}, "ends_at": "2030-03-01T08:00:00Z", "reason": "Holiday", field: value}
    reply = editor_client.post("/api/silences", body, content_type="application/json")
    assert (reply.status_code, field in reply.json()["errors"][0]["field"]) == (422, True)
