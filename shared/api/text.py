"""Text from outside that every database can hold."""

import re
from typing import Annotated

from pydantic import AfterValidator

_HALF = re.compile("[\ud800-\udfff]")


def _storable(value: str) -> str:
    """PostgreSQL stores every character but NUL; half a character is none."""
    if "\x00" in value:
        raise ValueError("It contains a NUL character; remove it.")
    if _HALF.search(value):
        raise ValueError("It contains half a character, a lone surrogate; remove it.")
    return value


PlainText = Annotated[str, AfterValidator(_storable)]
