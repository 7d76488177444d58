"""Files that customers send: judged by their content and size, kept under names of ours, never opened or run.

Nothing is scanned for malware here: what is kept is only of kinds that hold no program by themselves, and is handed out
as a download. A company that scans its mail does so before this mailbox.
"""

import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from time import time
from uuid import UUID

from django.conf import settings

from services.support import models
from services.support.actions.answer.cleaning import clean
from services.support.actions.mail.reading import Letter, Piece
from shared import privacy

MOST_BYTES = 10 * 1024 * 1024
_FOLDER = "attachments"
_NAME = 100
_Refusal = models.Attachment.Refusal
_MARKS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_OFFICE = "application/vnd.openxmlformats-officedocument"
_DOCUMENTS = {
    "word/document.xml": f"{_OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OFFICE}.presentationml.presentation",
}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# Text that a browser or a shell would run if somebody opened it as what its name says.
_ACTIVE = re.compile(r"<(script|html|svg|body)\b", re.IGNORECASE)
_ACTIVE_BEGINNING = re.compile(r"<[!?a-z]|#!|@echo", re.IGNORECASE)
_MOST_ENTRIES = 2_000


def kind_of(data: bytes) -> str:
    """The type that the content shows, empty where it is none that we take. The sender's word counts for nothing."""
    for mark, kind in _MARKS:
        if data.startswith(mark):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return _document(data) if data.startswith(b"PK\x03\x04") else _text(data)


def keep(message: models.Message, letter: Letter) -> list[models.Attachment]:
    """In the message's transaction. If that fails, the files are swept away later."""
    kept = [_keep(message, piece) for piece in letter.files]
    if letter.left_out:
        name = f"+{letter.left_out}"
        kept.append(models.Attachment.objects.create(message=message, name=name, refused=_Refusal.NUMBER))
    return kept


def path_of(key: UUID) -> Path:
    return Path(settings.MEDIA_ROOT) / _FOLDER / key.hex


def forget(keys: Iterable[UUID]) -> None:
    """The files; their rows go with their messages."""
    for key in keys:
        path_of(key).unlink(missing_ok=True)


def _keep(message: models.Message, piece: Piece) -> models.Attachment:
    refused = _Refusal.SIZE if len(piece.data) > MOST_BYTES else ""
    kind = "" if refused else kind_of(piece.data)
    row = models.Attachment(
        message=message,
        name=_shown_name(piece.name),
        kind=kind,
        size=len(piece.data),
        refused=refused or ("" if kind else _Refusal.KIND),
    )
    if not row.refused:
        _write(row.key, piece.data)
    row.save()
    return row


def _write(key: UUID, data: bytes) -> None:
    path = path_of(key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(data)


def left(keys: Iterable[UUID]) -> int:
    """How many of them are on the disk."""
    return sum(path_of(key).exists() for key in keys)


def sweep() -> int:
    """Files that no row names: of transactions that failed, and of messages that went by a cascade."""
    folder = Path(settings.MEDIA_ROOT) / _FOLDER
    if not folder.is_dir():
        return 0
    # Younger ones may belong to a transaction that is still open.
    settled = time() - 3600
    old = {UUID(hex=one.name) for one in folder.iterdir() if _is_key(one.name) and one.stat().st_mtime < settled}
    lost = old - set(models.Attachment.objects.filter(key__in=old).values_list("key", flat=True))
    forget(lost)
    return len(lost)


def _is_key(name: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{32}", name) is not None


def _shown_name(name: str) -> str:
    """The last part of a path, on one line, without what a disk or a header takes amiss."""
    last = re.split(r"[\\/]", clean(name).replace("\n", " "))[-1]
    plain = privacy.mask(re.sub(r'[\x00-\x1f\x7f"<>|:*?]', "_", last)).text.strip(" .")
    if len(plain) > _NAME:
        stem, dot, ending = plain.rpartition(".")
        plain = f"{stem[: _NAME - 12]}{dot}{ending[:10]}" if dot else plain[:_NAME]
    return plain or "file"


def _document(data: bytes) -> str:
    """Only the list of names in an archive is read, never what is packed in it. Macros are refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {one.filename for one in archive.infolist()[:_MOST_ENTRIES]}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, LookupError):
        return ""
    if "[Content_Types].xml" not in names or any("vbaproject" in name.lower() for name in names):
        return ""
    return next((kind for name, kind in _DOCUMENTS.items() if name in names), "")


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
    is_active = _ACTIVE_BEGINNING.match(text.lstrip()) or _ACTIVE.search(text)
    return "" if _CONTROLS.search(text) or is_active else "text/plain"
