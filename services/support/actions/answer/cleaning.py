"""A message as it may be stored and read: valid Unicode, no invisible tricks, something to read in it."""

import re
import unicodedata

# What the models read of one message; a question says what it wants well before this.
QUESTION_CHARACTERS = 2_000

# Controls break databases (NUL) and screens; bidirectional overrides make text show other than it is.
_UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,200}>")
_SPACES = re.compile(r"[ \t\u00a0\u3000]+")
_LINES = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """Text that any database, log and screen takes. Tags stay: pages escape them, and they are what was written."""
    valid = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    lines = valid.replace("\r\n", "\n").replace("\r", "\n")
    return _LINES.sub("\n\n", _UNWANTED.sub("", lines)).strip()


def question_in(text: str) -> str:
    """What the models read: no markup, single spaces, not longer than a question."""
    bare = _TAG.sub(" ", text[: QUESTION_CHARACTERS * 2])
    return _SPACES.sub(" ", bare).strip()[:QUESTION_CHARACTERS].strip()


def has_words(text: str) -> bool:
    """Whether there is a letter of any script in it; emoji, digits and punctuation ask nothing."""
    return any(unicodedata.category(character).startswith("L") for character in text)
