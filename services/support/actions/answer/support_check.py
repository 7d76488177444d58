"""Hold a phrased answer against its sources: what they do not support is dropped, sentence by sentence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from services.support.actions.answer.context import content_words
from services.support.actions.answer.facts import CURRENCIES, Fact, facts_in
from services.support.actions.answer.sentences import units

# Below this share of known words a sentence speaks of something else.
_KNOWN_WORDS = 0.5
# Numbers and units are held against the evidence; they do not choose it.
IS_FACT = re.compile(r"\d|^(?:eur|usd|gbp|chf|cny|euros?|dollars?|pounds?|yuan|欧元|美元|英镑|人民币)$", re.IGNORECASE)
_MARK = re.compile(r"\s*\[(\d{1,2})\]")
_LEADING_MARKS = re.compile(r"^(?:\s*\[\d{1,2}\])+")
NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|cannot|without|\w+n['’]t)\b|不|没|無|无法|未|勿|禁止|别", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that is not passed on, and why: a code, and the facts behind it."""

    text: str
    reason: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What is left, each sentence with the numbers of the sources that support it, and what went."""

    kept: list[tuple[str, list[int]]]
    dropped: list[Dropped]


def check(text: str, sources: Mapping[int, str]) -> Checked:
    """Split `text` with its `[n]` marks and keep the sentences that their own sources support."""
    checked = Checked([], [])
    for sentence in _marked_sentences(text):
        marks = [int(number) for number in _MARK.findall(sentence)]
        bare = _MARK.sub("", sentence).strip()
        known = [number for number in dict.fromkeys(marks) if number in sources]
        problem = why_unsupported(bare, "\n".join(sources[number] for number in known)) if known else _uncited(bare)
        if problem:
            checked.dropped.append(problem)
        elif bare:
            checked.kept.append((bare, known))
    return checked


def why_unsupported(sentence: str, source: str) -> Dropped | None:
    """Nothing when every number, date, price, link, most words and the polarity are the source's own."""
    words = content_words(sentence)
    evidence = _evidence(words, units(source))
    if unknown := _unknown_facts(sentence, "\n".join(evidence)):
        return Dropped(sentence, "unsupported_facts", tuple(sorted(unknown)))
    if words and len(words & content_words(source)) < _KNOWN_WORDS * len(words):
        return Dropped(sentence, "unsupported_words")
    if bool(NEGATION.search(sentence)) != bool(NEGATION.search(evidence[0] if evidence else "")):
        return Dropped(sentence, "turned_around")
    return None


def _evidence(words: set[str], said: list[str]) -> list[str]:
    """The source's sentences that this one draws on, the nearest first.

    Facts must stand in these: a true price of one thing does not make it the price of another.
    """
    missing = {word for word in words if not IS_FACT.match(word)}
    chosen: list[str] = []
    rest = list(said)
    while rest:
        nearest = max(rest, key=lambda unit: (len(missing & content_words(unit)), len(words & content_words(unit))))
        if chosen and not missing & content_words(nearest):
            break
        chosen.append(nearest)
        rest.remove(nearest)
        missing -= content_words(nearest)
    return chosen


def _unknown_facts(sentence: str, evidence: str) -> set[Fact]:
    known = facts_in(evidence)
    values = {value for _kind, value in known}
    return {fact for fact in facts_in(sentence) - known if not _is_known(fact, known, values, evidence)}


def _is_known(fact: Fact, known: set[Fact], values: set[str], source: str) -> bool:
    kind, value = fact
    if kind == "number":
        # "Between 5 and 7 days" has a bare 5, which the source's "5–7 days" supports.
        return value in values
    # A table names the currency once, in its head.
    return kind in CURRENCIES and ("number", value) in known and bool(CURRENCIES[kind].search(source))


def _uncited(sentence: str) -> Dropped | None:
    return Dropped(sentence, "no_citation") if sentence else None


def _marked_sentences(text: str) -> list[str]:
    """Sentences with their marks, also where the mark stands behind the full stop."""
    sentences: list[str] = []
    for unit in units(text):
        if sentences and (marks := _LEADING_MARKS.match(unit)):
            sentences[-1] += marks[0]
            unit = unit[marks.end() :].strip()
        if unit:
            sentences.append(unit)
    return sentences
