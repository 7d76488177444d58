"""Numbers as people write them: digits, English words, Chinese numerals; one value, one spelling."""

import re
from decimal import Decimal, InvalidOperation

_ONES = "zero one two three four five six seven eight nine ten eleven twelve".split()
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {word: number for number, word in enumerate([*_ONES, *_TEENS])} | {
    word: number for number, word in zip(range(20, 100, 10), _TENS, strict=True)
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_ANY = "|".join(sorted([*_WORDS, *_SCALES], key=len, reverse=True))
# Letters around a word make it another word ("tenant", "often").
WORD_NUMERAL = rf"(?<![A-Za-z])(?:{_ANY})(?:[\s-](?:and\s)?(?:{_ANY}))*(?![A-Za-z])"

_HAN_DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_HAN_SCALES = {"十": 10, "百": 100, "千": 1_000}
_HAN_LARGE = {"万": 10_000, "亿": 100_000_000}
HAN_NUMERAL = r"(?:\d+(?:\.\d+)?[万亿]|[零〇一二两三四五六七八九十百千万亿]+)"


def value_of(written: str) -> str:
    """The number in plain digits: "5,000", "five thousand" and 五千 are all "5000"."""
    text = written.strip().lower()
    for read in (_digits, _mixed, _english, _han):
        value = read(text)
        if value is not None:
            return _plain(value)
    return text


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _digits(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "")) if text[:1].isdigit() else None
    except InvalidOperation:
        return None


def _mixed(text: str) -> Decimal | None:
    """Digits with a Chinese scale: 2.5万."""
    if text[:1].isdigit() and text[-1] in _HAN_LARGE:
        return Decimal(text[:-1]) * _HAN_LARGE[text[-1]]
    return None


def _english(text: str) -> Decimal | None:
    words = [word for word in re.split(r"[\s-]+", text) if word != "and"]
    if not words or any(word not in _WORDS and word not in _SCALES for word in words):
        return None
    total = current = 0
    for word in words:
        if word in _WORDS:
            current += _WORDS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        else:
            total, current = total + max(current, 1) * _SCALES[word], 0
    return Decimal(total + current)


def _han(text: str) -> Decimal | None:
    if any(character not in _HAN_DIGITS | _HAN_SCALES | _HAN_LARGE for character in text):
        return None
    if all(character in _HAN_DIGITS for character in text):
        # Read out digit by digit, as in years: 二〇二五.
        return Decimal("".join(str(_HAN_DIGITS[character]) for character in text))
    total = section = digit = 0
    for character in text:
        if character in _HAN_DIGITS:
            digit = _HAN_DIGITS[character]
        elif character in _HAN_SCALES:
            section, digit = section + (digit or 1) * _HAN_SCALES[character], 0
        else:
            total, section, digit = (total + section + digit) * _HAN_LARGE[character], 0, 0
    return Decimal(total + section + digit)
