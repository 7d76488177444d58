"""Sentences, and which of them speak of an entity."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

Span = tuple[int, int]

# A full stop ends a sentence where a space follows, so that 3.5 and U.S. oil stay whole more often than not.
_END = re.compile(r"[。！？!?；]+[”’」』\"]?|(?<![A-Z])\.(?=\s|$)|\n+")
# A model of headlines and sentences reads about so much at once.
WINDOW = 400
# An article that names an entity in every line is judged by the first of them, the title included.
MAX_SENTENCES = 6


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence that names an entity, by the name it is written with there."""

    name: str
    text: str
    is_title: bool


def sentences(text: str) -> list[Span]:
    """[start, end) of each sentence, in order."""
    ends = [match.end() for match in _END.finditer(text)] + [len(text)]
    starts = [0, *ends[:-1]]
    return [span for start, end in zip(starts, ends, strict=True) if (span := _stripped(text, start, end))]


def passages(text: str, spans: Sequence[Span]) -> list[Passage]:
    """The sentences in which one of the spans lies, the title first."""
    found: list[Passage] = []
    title_end = text.find("\n") if "\n" in text else len(text)
    for start, end in sentences(text):
        inside = next((span for span in spans if start <= span[0] and span[1] <= end), None)
        if inside is not None:
            found.append(Passage(text[slice(*inside)], _window(text, start, end, inside), start < title_end))
    return found[:MAX_SENTENCES]


def _window(text: str, start: int, end: int, span: Span) -> str:
    """The sentence, or of a very long one what stands around the name."""
    if end - start > WINDOW:
        middle = (span[0] + span[1]) // 2
        start, end = max(start, middle - WINDOW // 2), min(end, middle + WINDOW // 2)
    return text[start:end].strip()


def _stripped(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if end > start else None
