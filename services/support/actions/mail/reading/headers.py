"""Headers of strangers: each bounded, parsed by the standard library, and empty where that breaks on it."""

import re
from email.errors import MessageError
from email.message import Message
from email.policy import EmailPolicy
from email.utils import parseaddr
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

# Longer ones are nobody's honest From or Subject, and the library's parser takes quadratic time on some.
_LONGEST = 2_000
_LONGEST_REFERENCES = 20_000
_MOST_REFERENCES = 50
# RFC 5321 allows no more; ASCII, since not every server takes other letters.
_LONGEST_ADDRESS = 254
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")
# What the library raises on bent input, of which one mail must not stop all others.
FAULTS = (
    MessageError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    AssertionError,
    ArithmeticError,
    RecursionError,
)


class LenientPolicy(EmailPolicy):
    """The default policy, for which a bent header is an empty one instead of an error."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        try:
            return super().header_fetch_parse(name, value[:_LONGEST])
        except FAULTS:
            return ""


def text_of(message: Message, name: str) -> str:
    """The first header of this name on one line, without what cannot be stored."""
    written = str(message.get(name, ""))
    valid = written.encode("utf-8", "replace").decode("utf-8")
    return " ".join("".join(one if one.isprintable() else " " for one in valid).split())


def ids_in(message: Message, *names: str) -> list[str]:
    """Message ids in the order written, each once; a raw look, since lists of ids may be long."""
    written = " ".join(value for name, value in message.raw_items() if name.lower() in names)
    return list(dict.fromkeys(_MESSAGE_ID.findall(written[-_LONGEST_REFERENCES:])))[-_MOST_REFERENCES:]


def all_ids(raw: bytes) -> list[str]:
    """Every id that a bounce may give back, wherever in it the original's headers stand."""
    return list(dict.fromkeys(_MESSAGE_ID.findall(raw[:200_000].decode("ascii", "replace"))))[:_MOST_REFERENCES]


def sender_of(message: Message) -> str:
    """The one address that an answer would go to; empty where there is none, or more than one."""
    written = message.get_all("From", [])
    if len(written) != 1:
        return ""
    found = getattr(written[0], "addresses", None)
    if found is None:
        return normalised(parseaddr(str(written[0]))[1])
    return normalised(found[0].addr_spec) if len(found) == 1 else ""


def normalised(address: str) -> str:
    """In lower case, or empty where it is no address that mail can be sent to."""
    bare = address.strip().lower()
    if not bare.isascii() or len(bare) > _LONGEST_ADDRESS or not bare.isprintable():
        return ""
    try:
        validate_email(bare)
    except ValidationError:
        return ""
    return bare
