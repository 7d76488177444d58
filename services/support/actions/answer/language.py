"""The language to answer in: the customer's, where we have words in it."""

from collections.abc import Collection

from modelkit.data.text import detect_language
from services.support.actions.answer.cleaning import has_words

# Two letters of a Latin word could be any language: below this, what the conversation used so far weighs more.
_SHORT = 12


def reply_language(text: str, *, hint: str, available: Collection[str]) -> str:
    """Detected among what is available; `hint` (the page's or the conversation's) decides for short texts."""
    usual = hint if hint in available else "en"
    if not has_words(text):
        return usual
    among = [usual, *sorted(language for language in available if language != usual)]
    found = detect_language(text, among=among)
    if found == usual or _is_sure(text, found):
        return found
    return usual


def _is_sure(text: str, found: str) -> bool:
    # A Han character says Chinese by itself; Latin letters need company.
    return found in {"zh", "ja", "ko"} or len(text) >= _SHORT
