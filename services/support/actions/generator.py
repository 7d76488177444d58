"""The generator, where one is configured: any OpenAI-compatible endpoint."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import get_language_info

from modelkit.inference.generation import ChatEndpoint

_LANGUAGES = {"en": "English", "zh": "Simplified Chinese"}


def is_configured() -> bool:
    return bool(settings.GENERATOR_URL)


def language_named(code: str) -> str:
    """A language as a generator is told of it: by its English name, where there is one."""
    if code in _LANGUAGES:
        return _LANGUAGES[code]
    try:
        return str(get_language_info(code)["name"])
    except KeyError:
        return code


def write(task: str, material: str, *, seconds: float, most: int) -> str:
    """What it writes, at most about so many characters. Raises `ModelkitError`; a piece is waited for so long."""
    endpoint = ChatEndpoint(settings.GENERATOR_URL, settings.GENERATOR_API_KEY or None)
    messages: Sequence[dict[str, str]] = [
        {"role": "system", "content": task},
        {"role": "user", "content": material},
    ]
    written = ""
    for piece in endpoint.stream(settings.GENERATOR_MODEL, messages, timeout=seconds):
        written += piece
        if len(written) > most:
            break
    return written
