"""E-mail addresses and telephone numbers."""

import re

import phonenumbers

from shared.privacy.patterns.candidates import digits_of, replace_if

_EMAIL = re.compile(r"(?<![\w.%+-])[\w.%+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}")
_PHONE = re.compile(r"(?<![A-Za-z0-9_.,€$£¥])[+(]{0,2}\d(?:[ ().\-/]{0,2}\d){6,16}(?![A-Za-z0-9_%])")
_CHINESE_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")
# Numbers written without a country code are tried as numbers of these.
_REGIONS = ("GB", "DE", "FR", "ES", "CN", "US")
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")


def replace_email(text: str, mark: str) -> str:
    return _EMAIL.sub(mark, text) if "@" in text else text


def replace_phone(text: str, mark: str) -> str:
    return replace_if(_PHONE, text, mark, _is_phone)


def _is_phone(text: str) -> bool:
    if _DATE.fullmatch(text):
        return False
    if _CHINESE_MOBILE.fullmatch(digits_of(text)):
        return True
    if text.startswith(("+", "(+")):
        return _holds(text, None, phonenumbers.is_possible_number)
    # A bare number may be an amount or an order: only a trunk prefix makes it a telephone's.
    if not text.startswith(("0", "(0")):
        return False
    international = f"+{digits_of(text)[2:]}" if text.startswith("00") else text
    return any(_holds(international, region, phonenumbers.is_valid_number) for region in _REGIONS)


def _holds(text: str, region: str | None, check: object) -> bool:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return False
    return bool(check(number)) if callable(check) else False
