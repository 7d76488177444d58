"""A fresh answer is shown as it is read: in small groups of words, each at a known offset."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from services.support import models
from services.support.models.choices import Author

# An answer that a reconnecting browser has missed by more than this appears at once.
_FRESH = timedelta(seconds=20)
# Some words with the blanks behind them, or some characters of a script without blanks.
_GROUP = re.compile(r"(?:[^\s\u2e80-\u9fff]+\s*){1,3}|[\u2e80-\u9fff]{1,6}\s*|\s+")


def is_fresh_answer(event: models.Event, *, resumed: bool) -> bool:
    is_answer = event.kind == "message" and event.data.get("author") == Author.BOT
    return is_answer and (resumed or timezone.now() - event.created_at < _FRESH)


def pieces_of(text: str, offset: int) -> Iterator[tuple[dict[str, Any], int]]:
    """(piece, offset behind it) from `offset` on, in characters; joined they are the rest of the text."""
    start = min(offset, len(text))
    while start < len(text):
        group = _GROUP.match(text, start)
        end = group.end() if group else start + 1
        yield {"offset": start, "text": text[start:end]}, end
        start = end
