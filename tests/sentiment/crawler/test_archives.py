"""Uploaded archives, read by the crawling process: bad rows are named, copies counted, nothing is stored twice."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from services.sentiment import models
from services.sentiment.actions import crawling, sources

pytestmark = pytest.mark.usefixtures("_file_database")


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "uploads"


def archive(name: str, data: bytes) -> models.Source:
    file = sources.keep_archive(file=SimpleUploadedFile(name, data))
    known = models.Source.objects.filter(name="Old press").first()
    given = sources.SourceIn(name="Old press", kind="archive", options={"file": file})
    return sources.save_source(given=given, source=known)


def lines(*rows: dict[str, Any] | str) -> bytes:
    return "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows).encode()


def report(number: int, **more: Any) -> dict[str, Any]:
    text = f"In report {number} the house of that number said that it had sold {number * 37} boats to {number} ports."
    return {"title": f"Report {number}", "text": text, "published": "2020-03-09T08:00:00Z", **more}


def test_rows_are_stored_bad_ones_named_and_copies_counted() -> None:
    rows = lines(
        report(1, url="https://old.example/1"),
        "{broken",
        report(2, published="last spring"),
        {"author": "nobody"},
        report(3, url="javascript:alert(1)"),
        "[1]",
        report(1, url="https://old.example/1"),
        report(4),
        report(4),
    )
    desk = archive("old.jsonl", rows)
    crawl = crawling.run_crawl(source=desk)
    assert (crawl.state, crawl.seen, crawl.stored, crawl.duplicates) == ("done", 9, 2, 2)
    assert [error["message"] for error in crawl.errors] == [
        "Row 2: It is no JSON.",
        "Row 3: 'last spring' is no date.",
        "Row 4: It has neither title nor text.",
        "Row 5: 'javascript:alert(1)' is no address.",
        "Row 6: It is no JSON object.",
    ]
    assert {str(article.published_at.date()) for article in models.Article.objects.all()} == {"2020-03-09"}
    # Read to its end, it is not opened again, and not even due.
    assert crawling.run_crawl(source=desk).not_modified == 1
    models.Source.objects.update(next_crawl_at=desk.created_at)
    assert crawling.start_due_crawls() == []


def test_a_mended_archive_stores_only_what_is_new() -> None:
    crawling.run_crawl(source=archive("old.jsonl", lines(report(1), {"title": ""})))
    crawl = crawling.run_crawl(source=archive("mended.jsonl", lines(report(1), report(2))))
    assert (crawl.stored, crawl.duplicates, crawl.errors) == (1, 1, [])
    assert models.Article.objects.count() == 2


def test_a_reading_that_stopped_goes_on_where_it_stopped() -> None:
    """A visit that was ended early has stored a part and learnt nothing, which is what this one finds."""
    desk = archive("old.jsonl", lines(*[report(number) for number in range(1, 301)]))
    crawling.run_crawl(source=desk)
    models.Article.objects.filter(pk__gt=models.Article.objects.order_by("pk")[119].pk).delete()
    desk.feed_states.all().delete()
    crawl = crawling.run_crawl(source=desk)
    assert (crawl.state, crawl.stored, crawl.duplicates >= 120) == ("done", 180, True)
    assert models.Article.objects.count() == 300


def test_a_zip_of_tables_is_read_and_a_broken_one_named() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        box.writestr("a.jsonl", lines(report(1), report(2)))
        box.writestr("b.csv", 'title,text\n"Three","Three boats."\n"Four","Four boats.",5\n')
        box.writestr("read me.txt", "ignored")
    crawl = crawling.run_crawl(source=archive("old.zip", out.getvalue()))
    assert (crawl.stored, len(crawl.errors)) == (3, 1)
    assert "b.csv, row 2: It has more cells than there are columns." in crawl.errors[0]["message"]
    torn = bytearray(out.getvalue())
    torn[60:90] = bytes(30)
    crawl = crawling.run_crawl(source=archive("torn.zip", bytes(torn)))
    assert [error["code"] for error in crawl.errors] == ["unreadable"]
