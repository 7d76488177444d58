"""Bytes from outside become text here, or a refusal that says where they break."""

import codecs
from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import gettext as _

from shared.errors import refuse

MAX_BYTES = 20 * 1024 * 1024
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class Upload(Protocol):
    """What Django gives for an uploaded file."""

    @property
    def name(self) -> str | None: ...

    @property
    def size(self) -> int | None: ...

    def chunks(self) -> Iterable[bytes]: ...


def check_size(data: bytes) -> None:
    if not data.strip():
        raise refuse("file", _("The file is empty."), _("Choose a file with text in it."))
    check_length(len(data))


def check_length(length: int) -> None:
    """For a file whose size in bytes is known before its content is."""
    if length > MAX_BYTES:
        told = {"size": f"{length / 2**20:.0f}", "most": MAX_BYTES // 2**20}
        message = _("The file has %(size)s MB; at most %(most)s MB are read.") % told
        raise refuse("file", message, _("Split it into smaller files."))


def decode(data: bytes) -> str:
    """UTF-8, or UTF-16 with its mark. Guessing further would store mojibake without a word."""
    check_size(data)
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        message = _("Byte %(place)s is not %(encoding)s.") % {"place": error.start, "encoding": encoding.upper()}
        raise refuse("file", message, _("Save the file as UTF-8 and import it again."), row=row) from error
    if "\x00" in text:
        remedy = _("Export it as text, CSV or JSONL in UTF-8.")
        raise refuse("file", _("The file is binary, not text."), remedy)
    return text.replace("\r\n", "\n").replace("\r", "\n")
