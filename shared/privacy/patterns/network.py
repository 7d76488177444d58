"""Internet addresses of a person's machine."""

import ipaddress
import re

from shared.privacy.patterns.candidates import replace_if

_V4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]\d)")
_V6 = re.compile(r"(?<![\w:])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:])")


def replace(text: str, mark: str) -> str:
    return replace_if(_V6, replace_if(_V4, text, mark, _is_address), mark, _is_address)


def _is_address(text: str) -> bool:
    # "::" alone is punctuation far more often than an address.
    if len(text) < 4:
        return False
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
