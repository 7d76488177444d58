"""Card and account numbers, confirmed by their check digits."""

import re

from stdnum import iban, luhn

from shared.privacy.patterns.candidates import digits_of

_CARD = re.compile(r"(?<![\w.])\d(?:[ -]?\d){12,18}(?!\d)")
_IBAN = re.compile(r"(?<![^\W_])[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]){11,30}")
_SHORTEST_IBAN = 15


def replace_card(text: str, mark: str) -> str:
    return _CARD.sub(lambda match: mark if luhn.is_valid(digits_of(match.group())) else match.group(), text)


def replace_iban(text: str, mark: str) -> str:
    return _IBAN.sub(lambda match: _mask_start(match.group(), mark), text)


def _mask_start(candidate: str, mark: str) -> str:
    """The pattern may run on into the words that follow: the longest valid beginning is the number."""
    for end in range(len(candidate), _SHORTEST_IBAN - 1, -1):
        if candidate[end - 1] != " " and iban.is_valid(candidate[:end], check_country=False):
            return mark + candidate[end:]
    return candidate
