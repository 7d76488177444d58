"""A merchandiser brings in files on a page, and reads there what is wrong with one."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from services.recommend import models, tasks
from services.recommend.actions import importing
from services.recommend.actions.importing import uploads
from services.recommend.actions.importing.files import keep_file
from shared.jobs import actions as jobs
from shared.jobs.models import Job

pytestmark = pytest.mark.django_db
ITEMS = b"key,title,price\na1,Rye bread,3.50\na2,Tea,2\n"


def choose(client: Client, data: bytes = ITEMS, *, name: str = "items.csv", kind: str = "items") -> HttpResponse:
    reply: HttpResponse = client.post(  # type: ignore[assignment]  # the stubs give a class of their own
        "/imports/start/", {"file": SimpleUploadedFile(name, data), "kind": kind}
    )
    return reply


def left_over() -> list[Path]:
    return list((Path(settings.MEDIA_ROOT) / "imports").glob("*"))


@pytest.fixture(autouse=True)
def _own_uploads(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


def test_only_editors_bring_in_files(analyst_client: Client) -> None:
    assert analyst_client.get("/imports/").status_code == 403
    assert choose(analyst_client).status_code == 403
    assert not models.Import.objects.exists()


def test_a_file_is_taken_in_by_a_worker(
    editor_client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    assert "Bring in items first" in editor_client.get("/imports/").content.decode()
    with django_capture_on_commit_callbacks() as callbacks:
        assert choose(editor_client).status_code == 302
    assert len(callbacks) == 1
    page = editor_client.get("/imports/").content.decode()
    assert "Waiting" in page
    assert "data-reload-on" in page
    job = Job.objects.get()
    tasks.take_in(str(job.pk))
    # Sent twice by a broker, it changes nothing.
    tasks.take_in(str(job.pk))
    assert set(models.Item.objects.values_list("key", "title")) == {("a1", "Rye bread"), ("a2", "Tea")}
    assert "2 rows" in editor_client.get("/imports/").content.decode()
    assert left_over() == []


def test_what_is_wrong_is_told_by_row_and_nothing_is_kept(editor_client: Client) -> None:
    choose(editor_client, b"key,title,price\na1,Bread,3\na2,<script>,-1\n")
    tasks.take_in(str(Job.objects.get().pk))
    page = editor_client.get("/imports/").content.decode()
    assert "Refused" in page
    assert '<td data-label="Row" class="number">2</td><td data-label="Field"><code>price</code>' in page
    assert "<script>," not in page
    assert not models.Item.objects.exists()
    assert left_over() == []


@pytest.mark.parametrize(
    ("name", "data", "kind", "told"),
    [
        ("items.exe", ITEMS, "items", "Files of type .exe are not read."),
        ("items.csv", b"", "items", "The file is empty."),
        ("items.csv", ITEMS, "orders", "&#x27;orders&#x27; is not known."),
    ],
)
def test_what_cannot_be_read_is_refused_at_once(
    name: str, data: bytes, kind: str, told: str, editor_client: Client
) -> None:
    reply = choose(editor_client, data, name=name, kind=kind)
    assert reply.status_code == 400
    assert told in reply.content.decode()
    assert not Job.objects.exists()
    assert left_over() == []


def test_a_file_that_is_too_large_names_the_way_that_takes_it(
    editor_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 10)
    assert "manage.py import" in choose(editor_client).content.decode()
    assert editor_client.post("/imports/start/", {"kind": "items"}).status_code == 400


def test_a_broken_file_is_refused_with_what_to_do(editor_client: Client) -> None:
    choose(editor_client, b"PAR1 and nothing more", name="events.parquet", kind="events")
    tasks.take_in(str(Job.objects.get().pk))
    assert models.Import.objects.get().errors[0]["field"] == "file"


def test_what_was_cancelled_is_not_kept(editor_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(editor_client)
    job = Job.objects.get()

    def cancelled_meanwhile(path: Path, kind: str) -> tuple[int, int]:
        jobs.cancel(job=Job.objects.get())
        return keep_file(path, kind)

    monkeypatch.setattr(uploads, "keep_file", cancelled_meanwhile)
    tasks.take_in(str(job.pk))
    assert not models.Item.objects.exists()
    assert models.Import.objects.get().rows == 0
    assert left_over() == []


def test_a_worker_that_was_killed_after_keeping_leaves_nothing_to_do_twice(editor_client: Client) -> None:
    choose(editor_client)
    job = Job.objects.get()
    jobs.advance(job=job, stage="reading")
    models.Import.objects.update(rows=2, new=2)
    tasks.take_in(str(job.pk))
    job.refresh_from_db()
    assert (job.state, models.Item.objects.count()) == ("succeeded", 0)


def test_an_example_of_each_kind_can_be_brought_in(editor_client: Client) -> None:
    for kind in importing.KINDS:
        example = editor_client.get(f"/imports/example/{kind}.csv")
        choose(editor_client, example.content, name=f"{kind}.csv", kind=kind)
        tasks.take_in(str(Job.objects.get(state="queued").pk))
    assert [(one.rows, one.new, one.errors) for one in models.Import.objects.all()] == [(2, 2, [])] * 3
    assert models.Profile.objects.get(user="anna").attributes == {"plan": "gold"}
    assert editor_client.get("/imports/example/orders.csv").status_code == 404


def test_files_that_were_given_up_are_swept_away(editor_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(editor_client)
    jobs.cancel(job=Job.objects.get())
    choose(editor_client)
    assert len(left_over()) == 2
    monkeypatch.setattr(uploads, "_YOUNG", -uploads._YOUNG)
    choose(editor_client)
    assert {path.stem for path in left_over()} == {job.pk.hex for job in Job.objects.filter(state="queued")}
