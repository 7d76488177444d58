"""Files are judged by what is in them, kept out of reach, and gone with their customer."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from pytest_django import Settings

from services.support import models
from services.support.actions.erase import erase_visitor
from services.support.actions.mail import attachments, forgetting, polling
from services.support.actions.mail.attachments import kind_of, path_of
from tests.support.actions.mail.letters import letter
from tests.support.actions.mail.servers import Box

PDF = b"%PDF-1.7\n1 0 obj"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00"
HTML = b"<!doctype html><script>alert(1)</script>"


def packed(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        ("Über uns\n".encode(), "text/plain"),
        (b"a,b\n1,2\n", "text/plain"),
        (packed("[Content_Types].xml", "word/document.xml"), attachments._DOCUMENTS["word/document.xml"]),
        (packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), ""),
        (packed("readme.txt"), ""),
        (b"PK\x03\x04broken", ""),
        (HTML, ""),
        (b"<svg onload=alert(1)>", ""),
        (b"hello <script>alert(1)</script>", ""),
        (b"#!/bin/sh\nrm -rf /", ""),
        (b" " * 1_000_000 + b"<", "text/plain"),
        (b"\n" * 1_000_000 + b"<p onclick=alert(1)>", ""),
        (b"a < b, and <unknown> is no tag", "text/plain"),
        (b"MZ\x90\x00", ""),
        (b"\x7fELF", ""),
        (b"junk %PDF-1.7", "text/plain"),
        (b"\xff\xfe\x00\x01", ""),
        (b"", "text/plain"),
    ],
)
def test_the_content_decides(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


@pytest.fixture
def sent(box: Box, db: None) -> models.Message:
    mail = letter("Here is my statement.")
    for name, data in (
        ("statement.pdf", PDF),
        ("picture.pdf", HTML),
        ("../../etc/pass wd<b>.png", PNG),
        ("large.txt", b"a" * (attachments.MOST_BYTES + 1)),
    ):
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    box.put(mail)
    polling.poll()
    return models.Message.objects.get()


def test_some_are_kept_and_others_are_named(sent: models.Message) -> None:
    found = {one.name: (one.kind, one.refused) for one in sent.attachments.all()}
    assert found == {
        "statement.pdf": ("application/pdf", ""),
        "picture.pdf": ("", "kind"),
        "pass wd_b_.png": ("image/png", ""),
        "large.txt": ("", "size"),
    }
    kept = sent.attachments.get(name="statement.pdf")
    assert path_of(kept.key).read_bytes() == PDF
    assert oct(path_of(kept.key).stat().st_mode)[-3:] == "600"


def test_erasing_a_customer_erases_files_addresses_and_mails(
    sent: models.Message, settings: Settings, tmp_path: Path
) -> None:
    settings.MODELKIT_INDEXES = str(tmp_path / "indexes")
    settings.MODELKIT_REGISTRY = str(tmp_path / "models")
    folder = path_of(sent.attachments.first().key).parent  # type: ignore[union-attr]
    assert len(list(folder.iterdir())) == 2
    proof = erase_visitor(visitor_id=sent.conversation.visitor_id)
    assert proof.holds
    kinds = {name: proof.before[name] for name in ("addresses", "mails", "attachments", "files")}
    assert kinds == {"addresses": 1, "mails": 1, "attachments": 4, "files": 2}
    assert list(folder.iterdir()) == []
    assert not models.ReceivedMail.objects.exists()


def test_erasing_takes_away_what_was_kept_of_mail_in_no_conversation(
    box: Box, db: None, settings: Settings, tmp_path: Path
) -> None:
    settings.MODELKIT_INDEXES, settings.MODELKIT_REGISTRY = str(tmp_path / "i"), str(tmp_path / "m")
    box.put(letter())
    box.put(letter(Auto_Submitted="auto-replied"))
    polling.poll()
    erase_visitor(visitor_id=models.Visitor.objects.get().pk)
    assert not models.ReceivedMail.objects.exists()


def test_files_that_no_row_names_are_swept_away(sent: models.Message) -> None:
    one, other = sent.attachments.filter(refused="")
    models.Attachment.objects.filter(pk=one.pk).delete()
    for row in (one, other):
        os.utime(path_of(row.key), (0, 0))
    assert attachments.sweep() == 1
    assert not path_of(one.key).exists()
    assert path_of(other.key).exists()


def test_after_long_silence_address_and_files_go_and_what_was_said_stays(
    sent: models.Message, settings: Settings
) -> None:
    settings.MAIL_RETENTION_DAYS = 30
    assert forgetting.forget_old() == 0
    models.Conversation.objects.update(updated_at="2020-01-01T00:00Z")
    models.Correspondent.objects.update(created_at="2020-01-01T00:00Z")
    keys = [one.key for one in sent.attachments.filter(refused="")]
    assert forgetting.forget_old() == 1
    assert not models.Correspondent.objects.exists()
    assert not any(path_of(key).exists() for key in keys)
    assert models.Message.objects.filter(pk=sent.pk).exists()
