"""Models and quality: pages and API."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from services.recommend import tasks
from services.recommend.actions.ranking import forget_shelf
from shared.jobs.models import Job
from tests.recommend.readers import open_magazine

pytestmark = pytest.mark.django_db


def test_empty_pages_say_what_to_do(editor_client: Client, analyst_client: Client) -> None:
    assert "Nothing is trained yet" in editor_client.get("/models/").content.decode()
    assert "Nothing was measured yet" in analyst_client.get("/quality/").content.decode()
    assert analyst_client.get("/models/").status_code == 403
    for path in ("/models/train/", "/quality/measure/", "/models/1/promote/", "/models/roll-back/"):
        assert analyst_client.post(path).status_code == 403


def test_from_a_click_to_a_live_version_with_figures(
    editor_client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    forget_shelf()
    open_magazine()
    with django_capture_on_commit_callbacks() as callbacks:
        assert editor_client.post("/models/train/").status_code == 302
        editor_client.post("/models/train/")
        editor_client.post("/quality/measure/")
    assert len(callbacks) == 2
    for job in Job.objects.order_by("created_at"):
        {"recommend.train": tasks.train, "recommend.evaluate": tasks.evaluate}[job.kind](str(job.pk))
    assert set(Job.objects.values_list("state", flat=True)) == {"succeeded"}
    page = editor_client.get("/models/").content.decode()
    assert "auroc" in page
    assert "Live" in page
    assert "second stage" in page
    assert "on validation days" in page
    assert re.search(r'data-label="Items learnt from"><div>[\d,]+ <span class="muted small">shown<', page)
    assert "ranker@1" in editor_client.get("/quality/").content.decode()
    told = editor_client.get("/api/models").json()
    assert (told["live"], told["versions"][0]["metrics"]["auroc"]["value"] > 0.6) == (1, True)
    assert editor_client.post("/api/models/roll-back").status_code == 404
    wanted = {"version": 9}
    assert editor_client.post("/api/models/promote", wanted, content_type="application/json").status_code == 404
    assert editor_client.post("/api/models/train").status_code == 202
    assert editor_client.post("/api/models/train").status_code == 409
    assert editor_client.post("/api/models/lists").status_code == 202
