"""Text before it meets a model: cut to what a model reads, its language named, its words found."""

import logging
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

# English needs nearly six characters a token, spaces included; a smaller figure would cut into what fits.
CHARACTERS_PER_TOKEN = 6
# No cluster people write is longer; the limit keeps hostile chains of marks from eating the text.
LONGEST_CLUSTER = 32
JOINER = "\u200d"

_KANA = re.compile(r"[\u3040-\u30ff\uff66-\uff9f]")
_HANGUL = re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_HAN_RUN = re.compile(rf"({_HAN.pattern}+)")
_WORD = re.compile(r"\w+(?:['’]\w+)?")


def cut(text: str, max_tokens: int) -> str:
    """The beginning of `text` that can fill `max_tokens` tokens, never ending inside a character people see.

    Tokenising costs time for every character, so a long document is cut first (29 times faster on 1 MB).
    Lone surrogates, which no tokenizer accepts, become U+FFFD.
    """
    end = max_tokens * CHARACTERS_PER_TOKEN
    kept = text if len(text) <= end else text[: _cluster_start(text, end)]
    if not _has_surrogate(kept):
        return kept
    return kept.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def detect_language(text: str, *, among: Sequence[str] | None = None) -> str:
    """ISO 639-1 code of the language; scripts decide for Chinese, Japanese and Korean, statistics for the rest.

    `among` limits the answer to the languages a company serves, the usual one first, which matters for short
    texts. A text without letters (emoji, digits) has the usual language, "en" when none is named.
    """
    head = cut(text, 256)
    by_script = _language_of_script(head)
    if by_script and (among is None or by_script in among):
        return by_script
    if not any(character.isalpha() for character in head):
        return among[0] if among else "en"
    return str(_identifier(tuple(among or ())).classify(head)[0])


def segment(text: str) -> list[str]:
    """Lower-case words for lexical search; Chinese runs are split by jieba into words and their parts."""
    words: list[str] = []
    for position, part in enumerate(_HAN_RUN.split(unicodedata.normalize("NFKC", text).lower())):
        # re.split puts what the group captured, the Chinese runs, at the odd places.
        words += _jieba().lcut_for_search(part) if position % 2 else _WORD.findall(part)
    return words


def _cluster_start(text: str, end: int) -> int:
    for start in range(end, max(end - LONGEST_CLUSTER, 0), -1):
        if not _joins(text[start - 1], text[start]):
            return start
    return end


def _joins(before: str, after: str) -> bool:
    """Whether two characters belong to one seen by people: accents, emoji sequences, skin tones, flags."""
    if before == JOINER or after == JOINER or unicodedata.combining(after):
        return True
    if unicodedata.category(after) in {"Mn", "Me"} or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    return all("\U0001f1e6" <= flag <= "\U0001f1ff" for flag in (before, after))


def _has_surrogate(text: str) -> bool:
    # `isprintable` and friends scan in Python; encoding is one pass in C and nearly always succeeds.
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _language_of_script(text: str) -> str | None:
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    han = len(_HAN.findall(text))
    # One Chinese character says about as much as three letters.
    letters = sum(character.isalpha() for character in text) - han
    return "zh" if han and han * 3 >= letters else None


@cache
def _identifier(languages: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    known = [language for language in languages if language in identifier.nb_classes]
    if known:
        identifier.set_languages(known)
    return identifier


@cache
def _jieba() -> Any:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    return jieba.Tokenizer()
