"""Cut Markdown into passages that know their heading path. Sizes are in words; two Han characters are one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt

TARGET = 110
LIMIT = 180
# Characters of a piece without any sentence: fewer than LIMIT words in any script.
_FORCED = 300

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[^\W\u3400-\u9fff\uf900-\ufaff]+")
# Cuts have no width, so that joining the pieces gives the text back.
_SENTENCE_END = re.compile(r"(?<=[.!?])(?=\s)|(?<=[。！？；])")
_LINE_END = re.compile(r"(?<=\n)")
_MARKDOWN = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class Passage:
    """One passage under its headings, outermost first."""

    heading_path: tuple[str, ...]
    text: str


def size_of(text: str) -> float:
    return len(_WORD.findall(text)) + len(_HAN.findall(text)) / 2


def cut_into_passages(markdown: str) -> list[Passage]:
    """Passages of about `TARGET` words, never across a heading; lists and tables stay whole up to `LIMIT`."""
    passages: list[Passage] = []
    path: tuple[str, ...] = ()
    held: list[str] = []
    for level, text in _blocks(markdown):
        if level:
            passages += _flush(path, held)
            path = (*path[: max(level - 2, 0)], text) if level > 1 else ()
        elif held and size_of("\n\n".join([*held, text])) > TARGET:
            passages += _flush(path, held)
            held.append(text)
        else:
            held.append(text)
    return passages + _flush(path, held)


def _flush(path: tuple[str, ...], held: list[str]) -> list[Passage]:
    text = "\n\n".join(held).strip()
    held.clear()
    return [Passage(path, part) for part in _split_long(text)] if text else []


def _blocks(markdown: str) -> Iterator[tuple[int, str]]:
    """(heading level or 0, source text) of each top block, in order."""
    lines = markdown.split("\n")
    tokens = _MARKDOWN.parse(markdown)
    for index, token in enumerate(tokens):
        if token.level or token.map is None:
            continue
        if token.type == "heading_open":
            yield int(token.tag[1:]), tokens[index + 1].content.strip()
        else:
            yield 0, "\n".join(lines[token.map[0] : token.map[1]]).strip()


def _split_long(text: str) -> Iterator[str]:
    """Break at lines, then at sentences, then by force, so that no passage outgrows an encoder."""
    if size_of(text) <= LIMIT:
        yield text
        return
    pieces = (_LINE_END if "\n" in text else _SENTENCE_END).split(text)
    if len(pieces) == 1:
        yield from (text[start : start + _FORCED] for start in range(0, len(text), _FORCED))
        return
    held = ""
    for piece in pieces:
        if held and size_of(held + piece) > TARGET:
            yield from _split_long(held.strip())
            held = piece
        else:
            held += piece
    yield from _split_long(held.strip())
