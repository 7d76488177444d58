"""Text from outside that every database can hold."""

from typing import Annotated

from pydantic import AfterValidator


def _without_nul(value: str) -> str:
    """PostgreSQL stores every character but this one."""
    if "\x00" in value:
        raise ValueError("It contains a NUL character; remove it.")
    return value


PlainText = Annotated[str, AfterValidator(_without_nul)]
