"""Models over the API: what was measured, the gate, the way back, and training on demand."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from modelkit.registry import Card, Registry
from shared.jobs.models import Job

pytestmark = pytest.mark.django_db

NAME = "support-intent"


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """Three versions: the second is better than the first, the third is far worse and was held back."""
    found = Registry(settings.MODELKIT_REGISTRY)
    for value in (0.80, 0.90, 0.50):
        folder = tmp_path / f"made-{value}"
        folder.mkdir()
        metrics = {"accuracy": {"value": value, "low": value - 0.02, "high": value + 0.02}}
        Card(task="classify", labels={"label": ["a", "b"]}, backbone="tiny", metrics=metrics).write(folder)
        found.publish(NAME, folder)
    return found


def test_models_are_listed_before_anything_was_trained(agent: Client) -> None:
    items = agent.get("/api/models").json()["items"]
    assert {item["name"]: item["live"] for item in items} == {
        "support-intent": None,
        "support-encoder": None,
        "support-reranker": None,
    }


def test_versions_come_with_their_figures_and_what_the_gate_says(agent: Client, registry: Registry) -> None:
    model = agent.get(f"/api/models/{NAME}").json()
    assert (model["live"], [version["number"] for version in model["versions"]]) == (2, [3, 2, 1])
    worse = model["versions"][0]
    assert worse["metrics"]["accuracy"]["value"] == 0.5
    assert worse["refusals"]


def test_the_gate_refuses_with_its_reasons_unless_forced(editor: Client, registry: Registry) -> None:
    path = f"/api/models/{NAME}/promote"
    refused = editor.post(path, {"version": 3}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"], registry.current(NAME)) == (409, "promotion_refused", 2)
    assert "accuracy" in refused.json()["detail"]
    forced = editor.post(path, {"version": 3, "force": True}, content_type="application/json")
    assert (forced.status_code, forced.json()["live"], registry.current(NAME)) == (200, 3, 3)


def test_rolling_back_returns_to_the_version_before_and_index_and_thresholds_follow(
    editor: Client, registry: Registry, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as enqueued:
        reply = editor.post(f"/api/models/{NAME}/roll-back")
    assert (reply.json()["live"], registry.current(NAME), len(enqueued)) == (1, 1, 1)


def test_there_is_nothing_to_go_back_to_from_the_first(editor: Client) -> None:
    reply = editor.post(f"/api/models/{NAME}/roll-back")
    assert (reply.status_code, reply.json()["code"]) == (404, "no_such_version")


def test_a_second_training_is_refused_while_one_runs(
    editor: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as enqueued:
        first = editor.post("/api/models/train")
    second = editor.post("/api/models/train")
    assert (first.status_code, first.json()["state"], len(enqueued)) == (202, "queued", 1)
    assert (second.status_code, second.json()["code"]) == (409, "training_runs")
    assert Job.objects.count() == 1


def test_agents_read_and_editors_change(agent: Client, nobody: Client, registry: Registry) -> None:
    path = f"/api/models/{NAME}/promote"
    assert agent.post(path, {"version": 1}, content_type="application/json").status_code == 403
    assert [agent.post("/api/models/train").status_code, nobody.get("/api/models").status_code] == [403, 401]
    assert registry.current(NAME) == 2
