"""What of a text the document's model reads: the title, the lead, and the sentences that name somebody watched."""

import re
from collections.abc import Sequence

from services.sentiment.actions.understanding.sentences import Span, sentences

# Models learn from headlines and first sentences, and news stands at the top; no public data set of long labelled
# articles says how much more would help. Reading cost grows with length (docs/benchmarks.md, `articles`).
TOKENS = 96
# Sentences of the lead that come before those that name somebody.
_LEAD = 2
# What stands further down is not looked at.
_LOOKED_AT = 20_000
_ALONE = re.compile(r"[\u3000-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_CHARACTERS_PER_TOKEN = 4


def digest(text: str, spans: Sequence[Span] = (), *, tokens: int = TOKENS) -> str:
    """As much as fits into about so many tokens, in the order of the text; a text that fits comes back as it is.

    `text` begins with its title, a line of its own; `spans` are the places where entities are named.
    """
    if tokens_of(text[:_LOOKED_AT]) <= tokens:
        return text
    parts = sentences(text[:_LOOKED_AT])
    wanted = _in_order_of_need(text, parts, spans)
    taken, left = [], float(tokens)
    for place in wanted:
        start, end = parts[place]
        kept = _cut(text[start:end], left)
        left -= tokens_of(kept)
        taken.append((place, kept))
        if left < 1:
            break
    return "\n".join(kept for _place, kept in sorted(taken))


def tokens_of(text: str) -> float:
    """About how many tokens a model makes of it: one for a Chinese character, one for four letters."""
    alone = len(_ALONE.findall(text))
    return alone + (len(text) - alone) / _CHARACTERS_PER_TOKEN


def _in_order_of_need(text: str, parts: Sequence[Span], spans: Sequence[Span]) -> list[int]:
    naming = [place for place, part in enumerate(parts) if any(_lies_in(span, part) for span in spans)]
    title = sum(start < len(text.partition("\n")[0]) for start, _end in parts)
    lead = range(min(title + _LEAD, len(parts)))
    return list(dict.fromkeys([*lead, *naming, *range(len(parts))]))


def _lies_in(span: Span, part: Span) -> bool:
    return part[0] <= span[0] and span[1] <= part[1]


def _cut(text: str, tokens: float) -> str:
    """Its beginning, by halves: where one character weighs four times another, no division finds the place."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if tokens_of(text[:middle]) <= tokens else (low, middle - 1)
    return text[:low]
