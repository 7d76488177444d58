"""Archives are kept, or refused before anything reads them."""

import io
import os
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import Settings

from services.sentiment import models
from services.sentiment.actions import sources
from services.sentiment.actions.sources import uploading
from shared.errors import InputRefused

ROW = b'{"title": "Loss", "text": "It lost."}\n'


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, data in files.items():
            box.writestr(name, data)
    return out.getvalue()


def test_what_is_kept_has_a_name_of_its_own(tmp_path: Path) -> None:
    name = sources.keep_archive(file=SimpleUploadedFile("../../etc/passwd.jsonl", ROW))
    assert uploading.is_kept(name)
    assert (tmp_path / name).read_bytes() == ROW
    assert [path.parent.name for path in tmp_path.rglob("*.jsonl")] == ["archives"]
    for other in ("../secret.csv", "archives/../../secret.csv", "archives/a.csv", f"/{name}"):
        assert not uploading.is_kept(other)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.exe", b"MZ", "cannot be read"),
        ("a.csv", b"", "is empty"),
        ("a.csv", b"title\n\x00\x01", "binary"),
        ("a.zip", b"PK but no zip", "no zip"),
        ("a.zip", packed({"a.txt": b"hello"}), "neither CSV nor JSON Lines"),
        ("a.zip", packed({"a.jsonl": bytes(30_000_000)}), "unpacks to"),
        ("a.zip", packed({f"{n}.csv": b"" for n in range(1_001)}), "1,001 files"),
    ],
)
def test_what_cannot_be_an_archive_is_refused_and_not_kept(name: str, data: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=said):
        sources.keep_archive(file=SimpleUploadedFile(name, data))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_more_than_the_limit_is_refused_before_it_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(uploading, "MOST_BYTES", 10)
    with pytest.raises(InputRefused, match="at most"):
        sources.keep_archive(file=SimpleUploadedFile("a.jsonl", ROW))
    assert not list(tmp_path.iterdir())


@pytest.mark.django_db
def test_files_that_no_source_names_go_after_a_day(tmp_path: Path) -> None:
    used, unused, fresh = (sources.keep_archive(file=SimpleUploadedFile("a.jsonl", ROW)) for _ in range(3))
    models.Source.objects.create(name="Archive", kind="archive", options={"file": used}, deleted_at=timezone.now())
    old = (timezone.now() - timedelta(days=2)).timestamp()
    for name in (used, unused):
        os.utime(tmp_path / name, (old, old))
    assert sources.forget_unused_archives() == 1
    assert [(tmp_path / name).exists() for name in (used, unused, fresh)] == [True, False, True]
