"""Keep an uploaded archive, or refuse it before anything reads it."""

import re
import uuid
import zipfile
from datetime import timedelta
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from services.sentiment import models
from services.sentiment.models.choices import SourceKind
from shared.errors import InputRefused, refuse
from shared.uploads.files import Upload

FOLDER = "archives"
MOST_BYTES = 64 * 1024 * 1024
# Unpacked; text packs about four times, so what packs a hundred times is made to harm.
MOST_UNPACKED, MOST_RATIO, MOST_FILES = 512 * 1024 * 1024, 100, 1_000
TABLES = (".csv", ".jsonl", ".ndjson")
_NAME = re.compile(rf"{FOLDER}/[0-9a-f]{{32}}\.(?:csv|jsonl|ndjson|zip)")
# Kept while somebody still fills in the form.
_UNUSED_FOR = timedelta(days=1)


def keep_archive(*, file: Upload) -> str:
    """Its name below the uploads' folder, for the option `file`. Raises `InputRefused` and keeps nothing."""
    ending = PurePosixPath(file.name or "").suffix.lower()
    if ending not in (*TABLES, ".zip"):
        message = _("'%(ending)s' cannot be read.") % {"ending": ending or file.name}
        raise refuse("file", message, _("Send CSV, JSONL, or a zip of them."))
    if not file.size:
        raise refuse("file", _("The file is empty."), _("Choose a file with articles in it."))
    if file.size > MOST_BYTES:
        told = {"size": f"{file.size / 2**20:.0f}", "most": MOST_BYTES // 2**20}
        message = _("The file has %(size)s MB; at most %(most)s MB are taken.") % told
        raise refuse("file", message, _("Zip it, or split it."))
    name = f"{FOLDER}/{uuid.uuid4().hex}{ending}"
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        out.writelines(file.chunks())
    try:
        _check_content(path, ending)
    except InputRefused:
        path.unlink()
        raise
    return name


def is_kept(name: str) -> bool:
    """Whether this is a file that `keep_archive` kept: nothing else below the uploads' folder is read."""
    return bool(_NAME.fullmatch(name)) and (Path(settings.MEDIA_ROOT) / name).is_file()


def forget_unused_archives() -> int:
    """Files that were uploaded for a source that was then not saved, or that was given another one."""
    used = set(models.Source.everything.filter(kind=SourceKind.ARCHIVE).values_list("options__file", flat=True))
    limit = (timezone.now() - _UNUSED_FOR).timestamp()
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    unused = [
        path for path in folder.glob("*.*") if f"{FOLDER}/{path.name}" not in used and path.stat().st_mtime < limit
    ]
    for path in unused:
        path.unlink(missing_ok=True)
    return len(unused)


def _check_content(path: Path, ending: str) -> None:
    if ending == ".zip":
        _check_zip(path)
        return
    with path.open("rb") as stream:
        if b"\x00" in stream.read(65_536):
            raise refuse("file", _("The file is binary, not text."), _("Export it as CSV or JSON Lines in UTF-8."))


def _check_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as box:
            entries = box.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        message = _("It is no zip, or a broken one (%(error)s).") % {"error": error}
        raise refuse("file", message, _("Pack it again.")) from None
    if len(entries) > MOST_FILES:
        told = {"count": f"{len(entries):,}", "most": f"{MOST_FILES:,}"}
        raise refuse("file", _("It holds %(count)s files; at most %(most)s are read.") % told, _("Join them."))
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(path.stat().st_size, 1):
        message = _("It unpacks to %(size)s MB, which is refused.") % {"size": f"{unpacked / 2**20:,.0f}"}
        raise refuse("file", message, _("Send it in parts."))
    if any(entry.flag_bits & 1 for entry in entries):
        raise refuse("file", _("It is locked with a password."), _("Pack it without one."))
    if not any(PurePosixPath(entry.filename).suffix.lower() in TABLES for entry in entries):
        raise refuse("file", _("It holds neither CSV nor JSON Lines."), _("Put at least one such file in."))
