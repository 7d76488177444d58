"""Articles as single statements, each with what can be held against another's: its facts and its polarity."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from services.support.actions.answer.context import content_words
from services.support.actions.answer.facts import Fact, facts_in
from services.support.actions.answer.sentences import units
from services.support.actions.answer.support_check import IS_FACT, NEGATION

# Two articles may link to different pages and still say the same.
_NOT_COMPARED = {"link"}


@dataclass(frozen=True)
class Statement:
    """`source` is how it stands in its passage; `text` says the same by itself, as a row of a table does not."""

    chunk: int
    document: int
    language: str
    heading: str
    text: str
    source: str
    facts: frozenset[Fact] = field(default_factory=frozenset)
    words: frozenset[str] = field(default_factory=frozenset)
    negated: bool = False

    @property
    def embedded(self) -> str:
        """Under its headings: "it costs 5 EUR" says nothing of what."""
        return f"{self.heading}\n{self.text}"


def statements_of(*, chunk: int, document: int, language: str, heading: str, text: str) -> Iterator[Statement]:
    for source, said, subject in _said(text):
        facts = {fact for fact in facts_in(said) if fact[0] not in _NOT_COMPARED}
        words = {word for word in content_words(subject) if not IS_FACT.match(word)}
        negated = bool(NEGATION.search(said))
        # One word names a thing and says nothing of it.
        if len(content_words(said)) > 1:
            yield Statement(
                chunk, document, language, heading, said, source, frozenset(facts), frozenset(words), negated
            )


def differing(first: Statement, second: Statement) -> list[tuple[str, list[str], list[str]]]:
    """(kind, values of the first alone, of the second alone) for kinds of facts where each has what the other lacks.

    One that merely says more contradicts nothing.
    """
    found = []
    for kind in sorted({kind for kind, _value in first.facts} & {kind for kind, _value in second.facts}):
        mine, other = _values(first, kind), _values(second, kind)
        if mine - other and other - mine:
            found.append((kind, sorted(mine - other), sorted(other - mine)))
    return found


def overlap(first: frozenset[str], second: frozenset[str]) -> float:
    """The share of all their words that both have (Jaccard)."""
    return len(first & second) / len(first | second) if first or second else 0.0


def _values(statement: Statement, kind: str) -> set[str]:
    return {value for name, value in statement.facts if name == kind}


def _said(text: str) -> Iterator[tuple[str, str, str]]:
    """(source, text, what it is about) of each sentence, item, and row of a table under the names of its columns."""
    for unit in units(text):
        lines = unit.split("\n")
        rows = [line for line in lines if line.lstrip().startswith("|")]
        if len(rows) > 2:
            yield from _rows(rows)
        elif not rows:
            yield unit, unit, unit


def _rows(rows: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """A row is about what its own cells say: the names of the columns are every row's."""
    names = _cells(rows[0])
    for row in rows[2:]:
        cells = _cells(row)
        named = [f"{name}: {cell}" if name else cell for name, cell in zip(names, cells, strict=False)]
        yield row, "; ".join(named), "; ".join(cells)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]
