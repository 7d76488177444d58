"""Which language a text is in."""

from functools import cache
from typing import Any

_SHORTEST = 12


def language_of(text: str) -> tuple[str, float]:
    """ISO 639-1 code and how sure it is; `und` where there is too little to tell."""
    if len(text.strip()) < _SHORTEST:
        return "und", 0.0
    code, probability = _identifier().classify(text[:2_000])
    return str(code), round(float(probability), 3)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
