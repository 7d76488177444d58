"""Where two passages differ: the statements that clash, and in them the figures and the negation."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from services.support import models
from services.support.actions.answer.facts import NUMBER
from services.support.actions.answer.numerals import value_of
from services.support.actions.answer.support_check import NEGATION

_FIGURE = re.compile(NUMBER, re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """A piece of a passage: `level` is 0 for the rest, 1 for the statement, 2 for what differs in it."""

    text: str
    level: int


@dataclass(frozen=True)
class Side:
    """One of the two passages."""

    chunk: models.Chunk
    parts: list[Part]


def sides_of(row: models.Finding) -> list[Side]:
    """None for an article as a whole."""
    if row.first is None or row.second is None:
        return []
    facts, negated = row.details.get("facts", []), bool(row.details.get("negated"))
    return [
        Side(
            chunk,
            list(
                parts_of(
                    chunk.text,
                    row.details.get(name, ""),
                    {one for fact in facts for one in fact[place]},
                    negated=negated,
                )
            ),
        )
        for chunk, name, place in ((row.first, "first", 1), (row.second, "second", 2))
    ]


def parts_of(text: str, statement: str, values: Collection[str], *, negated: bool) -> Iterator[Part]:
    """The whole text in order, in pieces."""
    begin = text.find(statement) if statement else -1
    if begin < 0:
        yield Part(text, 0)
        return
    if begin:
        yield Part(text[:begin], 0)
    yield from _marked(statement, values, negated=negated)
    if rest := text[begin + len(statement) :]:
        yield Part(rest, 0)


def _marked(statement: str, values: Collection[str], *, negated: bool) -> Iterator[Part]:
    spans = [match.span() for match in _FIGURE.finditer(statement) if value_of(match[0]) in values]
    spans += [match.span() for match in NEGATION.finditer(statement)] if negated else []
    at = 0
    for begin, end in sorted(spans):
        if begin < at:
            continue
        if begin > at:
            yield Part(statement[at:begin], 1)
        yield Part(statement[begin:end], 2)
        at = end
    if at < len(statement):
        yield Part(statement[at:], 1)
