"""Follow-ups: "and for business accounts?" means nothing without the question before it."""

import re
from collections.abc import Sequence

from modelkit.data.text import segment
from services.support.actions.answer.outcome import Turn
from services.support.models.choices import Author

_SHORT_WORDS = 6
_SHORT_HAN = 14
_CONTEXT_CHARACTERS = 400
_HAN = re.compile(r"[\u3400-\u9fff]")
_OPENS_LIKE_ONE = re.compile(
    r"^\W*(?:(?:and|but|also|or|so|what\s+about|how\s+about|what\s+if|same\s+for|then)\b|那么?|还有|如果是|换成|另外)",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(r"\b(?:it|that|this|those|them|there|one)\b|[这那它]|[^什怎]么?呢\W*$", re.IGNORECASE)
_STOP_EN = (
    "a an and are about also but can do does for from how i if in is it me my of on or so that the then there this "
    "to what when where which who why with you your same"
)
_STOP_ZH = "那 呢 的 了 吗 我 你 您 是 有 在 和 还 也 就 都 么 怎么 什么 如果 那么 还有 啊 要"
_STOP = frozenset(f"{_STOP_EN} {_STOP_ZH}".split())


def is_follow_up(text: str) -> bool:
    """Short, or worded as the continuation of something."""
    han = len(_HAN.findall(text))
    short = han <= _SHORT_HAN if han else len(text.split()) <= _SHORT_WORDS
    return bool(_OPENS_LIKE_ONE.match(text)) or (short and bool(_POINTS_BACK.search(text))) or _is_fragment(text, han)


def with_context(text: str, context: Sequence[Turn]) -> str | None:
    """The question behind this one, and this one; nothing when it stands alone or came first."""
    if not is_follow_up(text):
        return None
    before = [turn.text for turn in context if turn.author == Author.VISITOR]
    # A chain of follow-ups leads back to the last message that stood on its own.
    start = next((said for said in reversed(before) if not is_follow_up(said)), before[0] if before else "")
    middle = before[-1] if before and before[-1] != start else ""
    parts = [start[:_CONTEXT_CHARACTERS], middle[:_CONTEXT_CHARACTERS], text]
    return " ".join(part for part in parts if part) if start else None


def points_back(text: str) -> bool:
    """Whether it says "it" or "that" of what was said before. A connective that it opens with, 那 too, does not."""
    return bool(_POINTS_BACK.search(_OPENS_LIKE_ONE.sub("", text, count=1)))


def intent_before(context: Sequence[Turn]) -> str:
    """The intent whose template was the last answer."""
    return next((turn.intent for turn in reversed(context) if turn.author == Author.BOT), "")


def content_words(text: str) -> set[str]:
    """Words that carry meaning, for overlap: lower case, Chinese segmented."""
    return {word for word in segment(text) if word not in _STOP and (len(word) > 1 or _HAN.match(word))}


def _is_fragment(text: str, han: int) -> bool:
    return 0 < len(text.split()) <= 3 if not han else han <= 6
