"""The language of a row: the code that it names, or what its text shows."""

import re

from modelkit.data.text import detect_language
from shared.uploads.rows import Row

_CODE = re.compile(r"(?=.{2,12}$)[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def named(row: Row) -> str:
    """As it is said, where it is a code; nothing where it is none, such as `Simplified Chinese`."""
    written = row.text("language", required=False, limit=35)
    return written if _CODE.fullmatch(written) else ""


def language_of(row: Row, text: str) -> str:
    return named(row) or detect_language(text)
