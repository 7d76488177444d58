"""The checkable facts of a text: numbers with their units, dates, times and links, written the same way throughout."""

import re
import unicodedata
from collections.abc import Iterator
from typing import TypeAlias

from services.support.actions.answer.numerals import HAN_NUMERAL, WORD_NUMERAL, value_of

Fact: TypeAlias = tuple[str, str]

NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?[万亿]|\d+(?:\.\d+)?|{WORD_NUMERAL}|{HAN_NUMERAL})"
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "CNY"}
# The longest first: a regular expression takes the first that fits.
_UNITS = {
    "EUR": r"EUR\b|euros?\b|欧元",
    "USD": r"USD\b|US\s?dollars?\b|dollars?\b|美元|美金",
    "GBP": r"GBP\b|pounds?(?:\s+sterling)?\b|英镑",
    "CHF": r"CHF\b|(?:Swiss\s+)?francs?\b|瑞士法郎|法郎",
    "CNY": r"CNY\b|RMB\b|yuan\b|人民币|元",
    "percent": r"%|percent\b|per\s?cent\b|个百分点",
    "working day": r"(?:working|business)[\s-]days?\b|个?工作日",
    "day": r"(?:calendar[\s-])?days?\b|天|日(?!\d)",
    "week": r"weeks?\b|个?(?:星期|礼拜)|周(?![一二三四五六日])",
    "month": r"months?\b|个月",
    "year": r"years?\b|年",
    "hour": r"hours?\b|hrs?\b|h\b|个?小时|个?钟头",
    "minute": r"min(?:ute)?s?\b|分钟",
    "second": r"sec(?:ond)?s?\b|秒",
}
_UNIT = "|".join(f"(?P<u{place}>{pattern})" for place, pattern in enumerate(_UNITS.values()))
_NAMES = list(_UNITS)
CURRENCIES = {name: re.compile(_UNITS[name], re.IGNORECASE) for name in ("EUR", "USD", "GBP", "CHF", "CNY")}
_RANGE = r"\s*(?:-|–|—|~|to|至|到)\s*"
_PERCENT_HAN = re.compile(rf"百分之({NUMBER})")
_WITH_SIGN = re.compile(rf"([€$£¥])\s?({NUMBER})(?:{_RANGE}[€$£¥]?({NUMBER}))?")
_WITH_CODE = re.compile(rf"\b(EUR|USD|GBP|CHF|CNY)\s?({NUMBER})", re.IGNORECASE)
_WITH_UNIT = re.compile(rf"({NUMBER})(?:{_RANGE}({NUMBER}))?[\s-]?(?:{_UNIT})", re.IGNORECASE)
_BARE = re.compile(NUMBER, re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]，。；、\"']+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_CLOCK = re.compile(r"\b(\d{1,2}):(\d{2})\b|\b(\d{1,2})\s?([ap])\.?m\b\.?", re.IGNORECASE)
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH_NAME = rf"(?:{'|'.join(name[:3] + f'(?:{name[3:]})?' if name[3:] else name for name in _MONTHS)})"
_DATES = [
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})\b"),
    re.compile(r"(?:(?P<y>\d{4})年)?(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})[日号])?"),
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<n>{_MONTH_NAME})\b\.?(?:,?\s+(?P<y>\d{{4}}))?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<n>{_MONTH_NAME})\b\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<y>\d{{4}}))?",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?P<n>{_MONTH_NAME})\b\.?\s+(?P<y>\d{{4}})", re.IGNORECASE),
]
_DAY_NAMES = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_DAYS = zip(_DAY_NAMES, "一二三四五六日", strict=True)
# Capitals only: "sat" and "sun" are words of their own.
_WEEKDAYS = [re.compile(rf"\b{name[:3]}(?:{name[3:]}s?)?\b|(?:星期|周|礼拜){han}") for name, han in _DAYS]
_COUNTED = re.compile(r"[张个次笔位份条项人级类种家台部]")


def facts_in(text: str) -> set[Fact]:
    """(kind, value) pairs; a number that has a unit counts only together with it."""
    rest = unicodedata.normalize("NFKC", text)
    found: set[Fact] = set()
    for reader in (_links, _dates, _clocks, _weekdays, _amounts, _bare):
        facts, rest = reader(rest)
        found |= facts
    return found


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """Take out what was read, so that no digit is read twice."""
    return pattern.sub(lambda match: " " * len(match[0]), text)


def _links(text: str) -> tuple[set[Fact], str]:
    found = {("link", match[0].rstrip(".,;:!?").lower()) for match in _LINK.finditer(text)}
    return found, _blank(_LINK, text)


def _dates(text: str) -> tuple[set[Fact], str]:
    found: set[Fact] = set()
    for pattern in _DATES:
        for match in pattern.finditer(text):
            found |= set(_date_parts(match.groupdict()))
        text = _blank(pattern, text)
    return found, text


def _date_parts(parts: dict[str, str | None]) -> Iterator[Fact]:
    month = parts.get("m") or str(_MONTHS.index(_full_month(parts.get("n") or "")) + 1)
    # Day and month belong together: neither "March" nor "the 5th" alone supports "5 March".
    yield "date", f"{int(month)}/{int(parts.get('d') or 0)}"
    if parts.get("y"):
        yield "year", str(parts["y"])


def _full_month(name: str) -> str:
    return next(month for month in _MONTHS if month.startswith(name[:3].lower()))


def _clocks(text: str) -> tuple[set[Fact], str]:
    found: set[Fact] = set()
    for match in _CLOCK.finditer(text):
        hour = int(match[1] or match[3]) % 24
        if match[4]:
            hour = hour % 12 + (12 if match[4].lower() == "p" else 0)
        found.add(("time", f"{hour:02}:{match[2] or '00'}"))
    return found, _blank(_CLOCK, text)


def _weekdays(text: str) -> tuple[set[Fact], str]:
    found: set[Fact] = set()
    for number, pattern in enumerate(_WEEKDAYS, start=1):
        if pattern.search(text):
            found.add(("weekday", str(number)))
            text = _blank(pattern, text)
    return found, text


def _amounts(text: str) -> tuple[set[Fact], str]:
    found = {("percent", value_of(match[1])) for match in _PERCENT_HAN.finditer(text)}
    text = _blank(_PERCENT_HAN, text)
    for match in _WITH_SIGN.finditer(text):
        found |= {(_SIGNS[match[1]], value_of(number)) for number in (match[2], match[3]) if number}
    text = _blank(_WITH_SIGN, text)
    for match in _WITH_UNIT.finditer(text):
        unit = next(_NAMES[place] for place in range(len(_NAMES)) if match[f"u{place}"])
        found |= {(unit, value_of(number)) for number in (match[1], match[2]) if number}
    text = _blank(_WITH_UNIT, text)
    found |= {(match[1].upper(), value_of(match[2])) for match in _WITH_CODE.finditer(text)}
    return found, _blank(_WITH_CODE, text)


def _bare(text: str) -> tuple[set[Fact], str]:
    return {("number", value_of(match[0])) for match in _BARE.finditer(text) if _counts(match, text)}, ""


def _counts(match: re.Match[str], text: str) -> bool:
    """Whether a number without a unit is one: "one" and 一 are mostly pronouns, 十 in 十分 no number at all."""
    written = match[0]
    if written[0].isdigit():
        return True
    if value_of(written) == "1":
        return False
    return written[0].isascii() or len(written) > 1 or bool(_COUNTED.match(text[match.end() : match.end() + 1]))
