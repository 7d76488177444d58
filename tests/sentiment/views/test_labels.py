"""Editors label what teaches most, bring files in, and look at doubtful labels again; others may not."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from services.sentiment import models
from services.sentiment.actions import judging
from services.sentiment.actions.labels import reviewing
from shared.jobs.models import Job
from tests.sentiment.market import add_article

pytestmark = pytest.mark.django_db


def judged(title: str, text: str = "") -> models.Article:
    article = add_article(title, text=text)
    judging.judge_articles(article_ids=[article.pk])
    return article


def words(client: Client, path: str = "/labels/") -> str:
    """What a page says, without its markup."""
    return re.sub(r"<[^>]+>", "", client.get(path).content.decode())


def test_a_label_is_given_and_taken_back(desk: None, editor_client: Client) -> None:
    article = judged("<script>alert(1)</script> lost")
    assert "&lt;script&gt;alert(1)" in editor_client.get("/labels/").content.decode()
    editor_client.post(f"/labels/{article.pk}/", {"sentiment": "negative", "topic": "legal"})
    assert models.Label.objects.get().sentiment == "negative"
    assert "Nothing to label now" in words(editor_client)
    reply = editor_client.post("/labels/undo/")
    assert not models.Label.objects.exists()
    assert reply.headers["Location"] == f"/labels/?article={article.pk}"


def test_an_entity_is_labelled_by_the_sentences_that_name_it(desk: None, editor_client: Client) -> None:
    article = judged("Umbrel good", "The court is open. Quillon stolen money lost. Umbrel waits.")
    quillon = models.Entity.objects.get(name="Quillon")
    editor_client.post(f"/labels/{article.pk}/", {"sentiment": "negative", "entity": quillon.pk, "topic": "legal"})
    label = models.Label.objects.get()
    assert (label.entity, label.entity_name, label.topic) == (quillon, "Quillon", "")
    assert label.text == "Quillon stolen money lost."


def test_a_replaced_label_is_taken_back_to_what_it_was(desk: None, editor_client: Client) -> None:
    article = judged("Umbrel lost money")
    for tone in ("negative", "positive"):
        editor_client.post(f"/labels/{article.pk}/", {"sentiment": tone, "topic": "legal"})
    editor_client.post("/labels/undo/")
    assert models.Label.objects.get().sentiment == "negative"
    editor_client.post("/labels/undo/")
    assert not models.Label.objects.exists()


def test_what_is_skipped_does_not_come_back(desk: None, editor_client: Client) -> None:
    first, second = judged("bad lost money"), judged("account is open")
    editor_client.post(f"/labels/{first.pk}/skip/")
    page = words(editor_client)
    assert second.title in page
    assert first.title not in page


def test_the_page_says_why_and_how_much_is_labelled(desk: None, editor_client: Client) -> None:
    article = judged("bad lost money")
    judged("account is open")
    editor_client.post(f"/labels/{article.pk}/", {"sentiment": "negative", "topic": "legal"})
    page = editor_client.get("/labels/")
    assert "the more your word teaches" in words(editor_client)
    assert [(one.name, one.negative, one.total) for one in page.context["by_language"]] == [("en", 1, 1)]
    assert page.context["by_topic"] == [("legal", 1)]


@pytest.mark.parametrize("query", ["at=999999", "at=-1", "at=x", "article=9&entity=99999999999999999999"])
def test_nonsense_in_the_address_is_dropped(desk: None, editor_client: Client, query: str) -> None:
    judged("bad lost money")
    assert editor_client.get(f"/labels/?{query}").status_code == 200


def test_an_unknown_sentiment_is_refused(desk: None, editor_client: Client) -> None:
    article = judged("Umbrel lost money")
    editor_client.post(f"/labels/{article.pk}/", {"sentiment": "bearish"})
    assert not models.Label.objects.exists()


def upload(client: Client, text: str, **fields: str) -> str:
    file = SimpleUploadedFile("labels.csv", text.encode())
    form = {"file": file, "layout": "triptych", **fields}
    return client.post("/labels/import/", form, follow=True).content.decode()


def test_a_broken_file_is_explained_by_row_with_the_remedy(editor_client: Client) -> None:
    page = upload(editor_client, "text,sentiment\nUmbrel,negative\nQuillon,bearish\n")
    assert "&#x27;bearish&#x27; is not known." in page
    assert "Use one of: negative, neutral, positive." in page
    assert not models.Label.objects.exists()


def test_unreadable_rows_are_left_out_where_that_is_asked_and_reported(editor_client: Client) -> None:
    page = upload(editor_client, "text,sentiment\nUmbrel,negative\nQuillon,bearish\n", skip="1")
    assert models.Label.objects.count() == 1
    assert "1 row was left out" in page


def test_an_import_is_undone(editor_client: Client) -> None:
    upload(editor_client, "text,sentiment\nUmbrel,negative\n")
    editor_client.post(f"/labels/import/{models.LabelBatch.objects.get().pk}/undo/")
    assert not models.Label.objects.exists()


def test_what_is_exported_comes_in_again(editor_client: Client) -> None:
    upload(editor_client, "text,entity,sentiment,topic\nUmbrel gains,Umbrel,positive,\nTwo,,negative,legal\n")
    before = b"".join(editor_client.get("/labels/export.json").streaming_content)  # type: ignore[attr-defined]
    assert {row["entity"] for row in json.loads(before)} == {"Umbrel", ""}
    models.Label.objects.all().delete()
    editor_client.post("/labels/import/", {"file": SimpleUploadedFile("l.json", before), "layout": "triptych"})
    again = b"".join(editor_client.get("/labels/export.json").streaming_content)  # type: ignore[attr-defined]
    assert again == before


def test_labels_that_the_models_contradict_are_listed_until_somebody_decides(desk: None, editor_client: Client) -> None:
    upload(editor_client, "text,entity,sentiment\nbad stolen lost lost,,positive\ngood good thank you,,positive\n")
    editor_client.post("/labels/review/start/")
    job = Job.objects.get(kind="sentiment.review_labels")
    assert reviewing.run_review_job(job_id=job.pk) == 1
    assert "bad stolen lost lost" in words(editor_client, "/labels/review/")
    wrong = models.Label.objects.get(text__startswith="bad")
    editor_client.post(f"/labels/review/{wrong.pk}/", {"sentiment": "negative"})
    wrong.refresh_from_db()
    assert wrong.sentiment == "negative"
    assert "bad stolen lost lost" not in words(editor_client, "/labels/review/")


def test_an_upheld_label_is_not_doubted_again(desk: None, editor_client: Client) -> None:
    upload(editor_client, "text,entity,sentiment\nUmbrel bad stolen lost lost,Umbrel,positive\n")
    first, _new = reviewing.start_review()
    assert reviewing.run_review_job(job_id=first.pk) == 1
    editor_client.post(f"/labels/review/{models.Label.objects.get().pk}/")
    second, _new = reviewing.start_review()
    assert reviewing.run_review_job(job_id=second.pk) == 0


def test_without_a_model_a_review_says_what_is_missing(no_models: None, editor_client: Client) -> None:
    assert "No model is trained yet" in editor_client.post("/labels/review/start/", follow=True).content.decode()


def test_the_models_page_shows_versions(desk: None, editor_client: Client) -> None:
    page = editor_client.get("/models/").content.decode()
    assert "Whole texts" in page
    assert "Live" in page


def test_the_archive_is_judged_anew_by_a_job(desk: None, editor_client: Client) -> None:
    editor_client.post("/models/rescore/")
    assert Job.objects.get().kind == "sentiment.rescore"


@pytest.mark.parametrize("path", ["/labels/", "/labels/files/", "/labels/review/", "/labels/export.csv", "/models/"])
def test_analysts_and_strangers_do_not_enter(analyst_client: Client, path: str) -> None:
    assert analyst_client.get(path).status_code == 403
    assert Client().get(path).status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/labels/1/",
        "/labels/undo/",
        "/labels/import/",
        "/labels/import/1/undo/",
        "/labels/review/start/",
        "/labels/review/1/",
        "/models/train/",
        "/models/rescore/",
    ],
)
def test_analysts_change_nothing(analyst_client: Client, path: str) -> None:
    assert analyst_client.post(path).status_code == 403
