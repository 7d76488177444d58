"""Editors label what teaches most, and train; others may not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from services.sentiment import models
from services.sentiment.actions import judging
from shared.jobs.models import Job
from tests.sentiment.market import add_article

pytestmark = pytest.mark.django_db


def judged(title: str) -> models.Article:
    article = add_article(title)
    judging.judge_articles(article_ids=[article.pk])
    return article


def test_a_label_is_given_and_taken_back(desk: None, editor_client: Client) -> None:
    article = judged("Umbrel <script>alert(1)</script> lost")
    page = editor_client.get("/labels/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    editor_client.post(f"/labels/{article.pk}/", {"sentiment": "negative", "topic": "legal"})
    assert models.Label.objects.get().sentiment == "negative"
    assert article.title.split()[0] not in editor_client.get("/labels/").content.decode()
    editor_client.post("/labels/undo/")
    assert not models.Label.objects.exists()


def test_what_is_skipped_does_not_come_back(desk: None, editor_client: Client) -> None:
    first, second = judged("Umbrel lost money"), judged("Quillon opens account")
    editor_client.post(f"/labels/{first.pk}/skip/")
    page = editor_client.get("/labels/").content.decode()
    assert second.title in page
    assert first.title not in page


def test_an_unknown_sentiment_is_refused(desk: None, editor_client: Client) -> None:
    article = judged("Umbrel lost money")
    editor_client.post(f"/labels/{article.pk}/", {"sentiment": "bearish"})
    assert not models.Label.objects.exists()


def test_a_broken_file_is_explained_by_row(editor_client: Client) -> None:
    file = SimpleUploadedFile("labels.csv", b"text,sentiment\nUmbrel,bearish\n")
    reply = editor_client.post("/labels/import/", {"file": file, "layout": "triptych"})
    assert reply.status_code == 400
    assert "row 1, sentiment" in reply.content.decode()


def test_a_good_file_comes_in(editor_client: Client) -> None:
    file = SimpleUploadedFile("labels.csv", b"text,sentiment\nUmbrel,negative\n")
    assert editor_client.post("/labels/import/", {"file": file, "layout": "triptych"}).status_code == 302
    assert models.Label.objects.count() == 1


def test_the_models_page_shows_versions(desk: None, editor_client: Client) -> None:
    page = editor_client.get("/models/").content.decode()
    assert "Whole texts" in page
    assert "Live" in page


def test_the_archive_is_judged_anew_by_a_job(desk: None, editor_client: Client) -> None:
    editor_client.post("/models/rescore/")
    assert Job.objects.get().kind == "sentiment.rescore"


@pytest.mark.parametrize("path", ["/labels/", "/models/"])
def test_analysts_and_strangers_do_not_enter(analyst_client: Client, path: str) -> None:
    assert analyst_client.get(path).status_code == 403
    assert Client().get(path).status_code == 302


@pytest.mark.parametrize(
    "path", ["/labels/1/", "/labels/undo/", "/labels/import/", "/models/train/", "/models/rescore/"]
)
def test_analysts_change_nothing(analyst_client: Client, path: str) -> None:
    assert analyst_client.post(path).status_code == 403
