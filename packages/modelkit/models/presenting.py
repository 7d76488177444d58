"""How an entity is shown to a classifier: beside its text, or marked inside it."""

import re
from typing import Literal

from modelkit.models.tokeniser import TextInput

Presentation = Literal["pair", "marked"]

# Every vocabulary has them, and headlines hardly ever do.
BEFORE, AFTER = "« ", " »"


def present(item: TextInput, presentation: Presentation) -> TextInput:
    """What the tokeniser gets for a text, or for an (entity, text) pair.

    "marked" puts marks around the entity where it first stands in the text (Baldini Soares et al., arXiv:1906.03158),
    so that two entities of one sentence are told apart by their places; one that does not stand there goes in front.
    """
    if isinstance(item, str) or presentation == "pair":
        return item
    entity, text = item
    place = _place(entity, text)
    if place is None:
        return f"{BEFORE}{entity}{AFTER} {text}"
    start, end = place
    return f"{text[:start]}{BEFORE}{text[start:end]}{AFTER}{text[end:]}"


def _place(entity: str, text: str) -> tuple[int, int] | None:
    """Where the entity stands: as a word of its own if it can be, else within one."""
    if not entity.strip():
        return None
    written = re.escape(entity)
    found = re.search(rf"(?<!\w){written}(?!\w)", text, re.IGNORECASE) or re.search(written, text, re.IGNORECASE)
    return found.span() if found else None
