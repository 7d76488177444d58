"""What the readers of Rasa's files share: names as they can be kept, and values that may be anything."""

import re
from typing import Any

_UNFIT = re.compile(r"[^A-Za-z0-9_-]+")


def intent_name(written: Any) -> str:
    """`faq/ask_fees` is `faq-ask_fees`: a name stands in addresses of pages."""
    return _UNFIT.sub("-", str(written or "").strip()).strip("-")[:100]


def root(value: Any) -> dict[str, Any]:
    """The file's top level; a file that has none is empty."""
    return value if isinstance(value, dict) else {}
