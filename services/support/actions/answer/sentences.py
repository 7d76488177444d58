"""Cut a passage into the units an answer may quote: sentences, list items under their lead, whole tables."""

import re
from collections.abc import Iterator

_TERMINATED = re.compile(
    r"""
    (?<=[\u3002\uff01\uff1f])["”』」）]?           # Chinese ends need no space
    | (?<=[!?])(?=[\u3400-\u9fff])
    | (?<=[.!?])(?:["”’)\]]|\*\*)?\s+(?=["“‘(\[]?[A-Z0-9€$£\u00c0-\u024f\u3400-\u9fff*_\[])
    """,
    re.VERBOSE,
)
_ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|etc|vs|approx|incl|max|min|nos?|mrs?|ms|dr|st|p\.a|a\.m|p\.m|[A-Z])\.$", re.IGNORECASE
)
_ITEM = re.compile(r"^\s*(?:[-*+•]|\d+[.)])\s+")
_STEP = re.compile(r"^\s*\d+[.)]\s")
_HEADING = re.compile(r"^\s*#{1,6}\s")


def units(text: str) -> list[str]:
    """In the order of the passage; a number is never parted from its unit, nor a row from its table."""
    return [unit for block in _blocks(text) for unit in _units_of(block) if unit]


def split_sentences(paragraph: str) -> list[str]:
    """English and Chinese; abbreviations and decimals do not end a sentence."""
    sentences: list[str] = []
    for part in _cut(paragraph):
        if sentences and _ABBREVIATION.search(sentences[-1]):
            sentences[-1] = f"{sentences[-1]} {part}"
        else:
            sentences.append(part)
    return sentences


def _cut(paragraph: str) -> Iterator[str]:
    start = 0
    for end in _TERMINATED.finditer(paragraph):
        # The closing quote belongs to the sentence, the blank to nobody.
        yield paragraph[start : end.end()].strip()
        start = end.end()
    if rest := paragraph[start:].strip():
        yield rest


def _blocks(text: str) -> list[list[str]]:
    """Lines in paragraphs, tables and lists; a lead-in such as "You need:" stays with what follows it."""
    blocks: list[list[str]] = []
    previous = "blank"
    for line in text.splitlines():
        kind = _kind(line)
        if kind == "blank":
            # A blank line between a lead-in and its list does not part them.
            previous = "lead" if blocks and blocks[-1][-1].rstrip().endswith((":", "：")) else "blank"
            continue
        joins = blocks and (kind == previous or previous == "lead" or _leads(blocks[-1][-1], kind))
        if joins:
            blocks[-1].append(line)
        elif kind != "heading":
            blocks.append([line])
        previous = kind
    return blocks


def _leads(line: str, kind: str) -> bool:
    return kind in {"item", "table"} and line.rstrip().endswith((":", "："))


def _kind(line: str) -> str:
    if not line.strip():
        return "blank"
    if line.lstrip().startswith("|"):
        return "table"
    if _HEADING.match(line):
        return "heading"
    return "item" if _ITEM.match(line) or line.startswith(("  ", "\t")) else "text"


def _units_of(block: list[str]) -> list[str]:
    kinds = {_kind(line) for line in block}
    if "table" in kinds or {"item", "text"} <= kinds:
        return ["\n".join(line.rstrip() for line in block)]
    if "item" in kinds and _STEP.match(block[0]):
        # Steps make sense together and in order.
        return ["\n".join(line.rstrip() for line in block)]
    if "item" in kinds:
        return [line.strip() for line in block]
    return split_sentences(" ".join(line.strip() for line in block) if not _is_han(block) else "".join(block))


def _is_han(block: list[str]) -> bool:
    return bool(re.search(r"[\u3400-\u9fff]\s*$", block[0]))
