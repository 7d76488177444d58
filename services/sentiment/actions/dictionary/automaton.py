"""All names of the dictionary in one Aho–Corasick automaton (CACM 18(6), 1975): one pass whatever their number."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import ahocorasick

Span = tuple[int, int]

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write an entity. `needs` are words of which one must stand in the text too."""

    entity_id: int
    text: str
    case_sensitive: bool = False
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A name at its place in the text."""

    name: Name
    start: int
    end: int


class Automaton:
    """Finds every name; of names that overlap the longest wins, of equally long ones the earlier."""

    def __init__(self, names: Iterable[Name]) -> None:
        folded: dict[str, list[Name]] = {}
        for name in names:
            folded.setdefault(fold(name.text), []).append(name)
        self._found: Any = ahocorasick.Automaton()
        for key, meant in folded.items():
            if key:
                self._found.add_word(key, (len(key), meant))
        self._found.make_automaton()
        self._empty = not folded

    def hits(self, text: str) -> list[Hit]:
        """In the order of the text; two entities that share a name both stand there."""
        if self._empty:
            return []
        plain = fold(text)
        chosen: list[Hit] = []
        taken: list[Span] = []
        for start, end, meant in sorted(self._candidates(plain), key=lambda found: (found[0] - found[1], found[0])):
            fitting = [name for name in meant if _fits(name, text[start:end], plain)]
            if fitting and not any(start < other_end and other < end for other, other_end in taken):
                taken.append((start, end))
                chosen += [Hit(name, start, end) for name in fitting]
        return sorted(chosen, key=lambda hit: (hit.start, hit.name.entity_id))

    def _candidates(self, plain: str) -> Iterator[tuple[int, int, list[Name]]]:
        for last, (length, meant) in self._found.iter(plain):
            start, end = last - length + 1, last + 1
            if is_whole(plain, start, end):
                yield start, end, meant


def fold(text: str) -> str:
    """Lower case, full-width letters as plain ones, and exactly as long as `text`, so that offsets hold in both."""
    return "".join(_folded(character) for character in text)


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether no Latin word or number runs on beyond the span; Chinese is written without gaps."""
    return not (_joins(text, start - 1, start) or _joins(text, end - 1, end))


def is_cjk(character: str) -> bool:
    return bool(_CJK.match(character))


def _folded(character: str) -> str:
    if character < "\x80":
        return character.lower()
    if character == "’":
        return "'"
    plain = unicodedata.normalize("NFKC", character).lower()
    return plain if len(plain) == 1 else character


def _joins(text: str, left: int, right: int) -> bool:
    if left < 0 or right >= len(text):
        return False
    before, after = text[left], text[right]
    return before.isalnum() and after.isalnum() and not is_cjk(before) and not is_cjk(after)


def _fits(name: Name, written: str, plain: str) -> bool:
    if name.case_sensitive and written != name.text:
        return False
    return not name.needs or any(_stands(fold(word), plain) for word in name.needs)


def _stands(word: str, plain: str) -> bool:
    """Whether a word is in the text by itself, not as a part of a longer one."""
    start = plain.find(word) if word else -1
    while start >= 0:
        if is_whole(plain, start, start + len(word)):
            return True
        start = plain.find(word, start + 1)
    return False
