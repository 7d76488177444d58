"""Editors keep the sources by hand; analysts look on."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from services.sentiment import models
from shared.audit.models import AuditEntry
from shared.jobs import actions as jobs
from shared.jobs.models import Job

pytestmark = pytest.mark.django_db
FORM = {
    "name": "Harbour News",
    "kind": "listing",
    "url": "https://news.example.com/latest",
    "group": "Harbour Press",
    "poll_seconds": "900",
    "enabled": "1",
    "option_links": "article h2 a",
    "option_delay": "2.5",
    "option_items": "of.another.kind",
}


def source(**fields: Any) -> models.Source:
    told = {"name": "Harbour News", "url": "https://news.example.com/feed", **fields}
    return models.Source.objects.create(**told)


def test_a_source_is_added_with_the_options_of_its_kind(editor_client: Client) -> None:
    reply = editor_client.post("/sources/add/", FORM)
    added = models.Source.objects.get()
    assert reply.headers["Location"] == f"/sources/{added.pk}/"
    assert (added.kind, added.options, added.poll_seconds) == ("listing", {"links": "article h2 a", "delay": 2.5}, 900)
    assert AuditEntry.objects.get().action == "source_added"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"option_links": "a[["}, "no CSS selector"),
        ({"option_delay": "soon"}, "is no number"),
        ({"url": "http://10.0.0.1/"}, "not on the open internet"),
        ({"url": "ftp://news.example.com/"}, "Only http:// and https://"),
        ({"kind": "json_api", "option_items": "a[?"}, "no JMESPath expression"),
        ({"kind": "telepathy"}, "is no kind"),
        ({"poll_seconds": "1"}, "is out of range"),
        ({"language": "English!"}, "no language code"),
        ({"kind": "archive"}, "There is no file."),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_is_kept(
    editor_client: Client, change: dict[str, str], said: str
) -> None:
    reply = editor_client.post("/sources/add/", {**FORM, **change})
    assert reply.status_code == 400
    assert said in reply.content.decode()
    assert "Harbour News" in reply.content.decode()
    assert not models.Source.objects.exists()


def test_two_sources_share_neither_name_nor_address(editor_client: Client) -> None:
    source(url=FORM["url"], kind="listing")
    page = editor_client.post("/sources/add/", FORM).content.decode()
    assert "Another source is called this." in page
    assert "reads this address already" in page


def test_another_address_forgets_what_was_known_of_the_old_one(editor_client: Client) -> None:
    old = source(kind="listing", failures=3, options={"links": "a"})
    old.feed_states.create(url=old.url, url_hash="x", etag='"1"')
    editor_client.post(f"/sources/{old.pk}/edit/", FORM)
    old.refresh_from_db()
    assert (old.url, old.failures, old.feed_states.count()) == (FORM["url"], 0, 0)


def test_each_kind_has_a_form_of_its_own(editor_client: Client) -> None:
    for kind, field in (("thread", "option_post"), ("json_api", "option_items"), ("archive", 'type="file"')):
        assert field in editor_client.get(f"/sources/add/?kind={kind}").content.decode()
        assert field in editor_client.get(f"/sources/options/?kind={kind}").content.decode()


def test_a_removed_source_can_be_brought_back(editor_client: Client) -> None:
    one = source()
    editor_client.post(f"/sources/{one.pk}/remove/")
    assert not models.Source.objects.exists()
    assert editor_client.get(f"/sources/{one.pk}/").status_code == 404
    assert "A removed source is called this." in editor_client.post("/sources/add/", FORM).content.decode()
    assert "Bring back" in editor_client.get("/sources/").content.decode()
    editor_client.post(f"/sources/{one.pk}/restore/")
    assert models.Source.objects.get() == one


def test_a_visit_out_of_turn_is_made_once(
    editor_client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    one = source(enabled=False)
    with django_capture_on_commit_callbacks() as callbacks:
        for _ in range(2):
            editor_client.post(f"/sources/{one.pk}/visit/")
    assert (len(callbacks), models.Crawl.objects.count()) == (1, 1)
    page = editor_client.get(f"/sources/{one.pk}/").content.decode()
    assert "Running" in page
    assert f'hx-get="/sources/{one.pk}/crawls/"' in page


def test_a_source_is_switched_off_and_on(editor_client: Client) -> None:
    one = source(failures=4)
    editor_client.post(f"/sources/{one.pk}/switch/")
    one.refresh_from_db()
    assert not one.enabled
    editor_client.post(f"/sources/{one.pk}/switch/", {"enabled": "1"})
    one.refresh_from_db()
    assert (one.enabled, one.failures) == (True, 0)


def test_trying_shows_progress_and_then_what_was_found(
    editor_client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        page = editor_client.post("/sources/try/", FORM).content.decode()
    job = Job.objects.get()
    assert len(callbacks) == 1
    assert f'hx-get="/sources/try/{job.pk}/"' in page
    item = {
        "url": "https://news.example.com/a",
        "canonical_url": "https://news.example.com/a",
        "title": "<b>Loss</b>",
        "published_at": "2026-11-16 09:00:00+00:00",
        "published_from": "structured",
        "published_confidence": 0.9,
        "author": "",
        "language": "en",
        "characters": 812,
        "excerpt": "The bank",
        "provenance": {"text": {"from": "page", "confidence": 0.85}},
    }
    jobs.advance(job=job)
    jobs.finish(job=job, result={"items": [item], "errors": [], "listed": 12})
    page = editor_client.get(f"/sources/try/{job.pk}/").content.decode()
    assert "hx-get" not in page
    for said in ("&lt;b&gt;Loss", "12 items are listed", "Structured data of the page", "90 %", "812 characters"):
        assert said in page
    assert not models.Source.objects.exists()


def test_trying_a_wrong_form_names_what_is_wrong(editor_client: Client) -> None:
    page = editor_client.post("/sources/try/", {**FORM, "name": "", "url": "http://localhost/"}).content.decode()
    assert "is a name inside a network" in page
    assert not Job.objects.exists()


def test_the_list_is_filtered(analyst_client: Client) -> None:
    source(name="Ill", url="https://a.example/", failures=2, last_error="The server answered with an error (500).")
    source(name="Idle", url="https://b.example/", enabled=False)
    for asked, shown, hidden in (
        ("state=failing", "Ill", "Idle"),
        ("state=off", "Idle", "Ill"),
        ("search=id", "Idle", "Ill"),
    ):
        page = analyst_client.get(f"/sources/?{asked}").content.decode()
        assert f">{shown}</a>" in page
        assert f">{hidden}</a>" not in page
    assert "No source is like this" in analyst_client.get("/sources/?kind=thread").content.decode()


OPML = """<opml version="2.0"><body><outline text="Press"><outline type="rss" text="North" xmlUrl="https://n.example/feed"/>
<outline type="rss" title="South" xmlUrl="https://s.example/feed"/></outline></body></opml>"""


def upload(client: Client, text: str, name: str = "sources.csv", do: str = "import") -> str:
    file = SimpleUploadedFile(name, text.encode())
    return client.post("/sources/import/", {"file": file, "do": do}, follow=True).content.decode()


def test_feeds_come_in_from_a_feed_reader(editor_client: Client) -> None:
    assert "would be added: 2, changed: 0" in upload(editor_client, OPML, "feeds.opml", "check")
    assert not models.Source.objects.exists()
    upload(editor_client, OPML, "feeds.opml")
    assert list(models.Source.objects.values_list("name", "url")) == [
        ("North", "https://n.example/feed"),
        ("South", "https://s.example/feed"),
    ]


def test_a_file_comes_in_whole_or_not_at_all(editor_client: Client) -> None:
    rows = 'name,kind,url,options\nA,feed,https://a.example/f,\nB,listing,http://10.1.1.1/,"{""links"": ""a[[""}"\n'
    page = upload(editor_client, rows + "A,feed,https://c.example/f,\nC,spoon,https://d.example/,\n")
    for said in ("is not known", "not on the open internet", "no CSS selector", "stands in row 1 too"):
        assert said in page
    assert not models.Source.objects.exists()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "a.opml"),
        ("<opml>", "a.opml"),
        ('<!DOCTYPE o [<!ENTITY a "b">]><opml><outline xmlUrl="&a;"/></opml>', "a.opml"),
        ("<opml><body/></opml>", "a.opml"),
        ("name\nA\n", "a.csv"),
        ("name,url\n", "a.csv"),
        ("x", "a.exe"),
    ],
)
def test_a_file_that_is_none_is_refused(editor_client: Client, text: str, name: str) -> None:
    assert "Nothing was brought in" in upload(editor_client, text, name)
    assert not models.Source.objects.exists()


def test_what_is_exported_comes_in_again(editor_client: Client) -> None:
    source(kind="listing", options={"links": "h2 a"}, group="Harbour Press", poll_seconds=60)
    text = b"".join(editor_client.get("/sources/export.csv")).decode()
    models.Source.objects.all().delete()
    upload(editor_client, text)
    one = models.Source.objects.get()
    assert (one.kind, one.options, one.group, one.poll_seconds) == ("listing", {"links": "h2 a"}, "Harbour Press", 60)
    models.Source.objects.update(kind="feed")
    assert b'xmlUrl="https://news.example.com/feed"' in editor_client.get("/sources/export.opml").content
    assert editor_client.get("/sources/export.exe").status_code == 404


def test_analysts_look_but_do_not_touch(analyst_client: Client) -> None:
    one = source()
    for path in ("/sources/", f"/sources/{one.pk}/", f"/sources/{one.pk}/politeness/"):
        page = analyst_client.get(path)
        assert page.status_code == 200
        assert "Visit now" not in page.content.decode()
    for path in ("/sources/add/", f"/sources/{one.pk}/edit/"):
        assert analyst_client.get(path).status_code == 403
    for verb in ("visit", "switch", "remove"):
        assert analyst_client.post(f"/sources/{one.pk}/{verb}/").status_code == 403
    assert Client().get("/sources/").status_code == 302
