"""Masking by candidate: a cheap pattern finds, a library decides.

Patterns have bounded repetitions only, so that no text can make them slow.
"""

import re
from collections.abc import Callable


def replace_if(pattern: re.Pattern[str], text: str, mark: str, holds: Callable[[str], bool]) -> str:
    """Replace each match that `holds` confirms."""
    return pattern.sub(lambda match: mark if holds(match.group()) else match.group(), text)


def digits_of(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())
