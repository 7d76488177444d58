"""An article's text cut at the names found in it, for pages that mark them."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.sentiment import models

_Span = tuple[int, int, models.Entity, str]


@dataclass(frozen=True)
class Piece:
    """Plain text, or a name with the tone towards whoever bears it."""

    text: str
    entity: models.Entity | None = None
    sentiment: str = ""


@dataclass(frozen=True)
class Marked:
    title: list[Piece]
    paragraphs: list[list[Piece]]


def mark(article: models.Article, mentions: Iterable[models.Mention]) -> Marked:
    """Spans count in `read_text`: the title, a line break, the text."""
    tones = {one.entity_id: one.sentiment for one in getattr(article, "verdicts", [])}
    spans = _spans(mentions, tones)
    whole = article.read_text
    lines, position = [], 0
    for line in whole.split("\n"):
        lines.append(_pieces(whole, position, position + len(line), spans))
        position += len(line) + 1
    has_title = bool(article.title.strip())
    body = [line for line in (lines[1:] if has_title else lines) if any(piece.text.strip() for piece in line)]
    return Marked(lines[0] if has_title else [], body)


def _spans(mentions: Iterable[models.Mention], tones: dict[int | None, str]) -> list[_Span]:
    found = [
        (int(start), int(end), mention.entity, tones.get(mention.entity_id, ""))
        for mention in mentions
        for start, end in mention.spans
    ]
    return sorted(found, key=lambda span: span[:2])


def _pieces(whole: str, begin: int, end: int, spans: list[_Span]) -> list[Piece]:
    pieces, position = [], begin
    for start, stop, entity, sentiment in spans:
        # Overlapping names: the first wins.
        if start < position or stop > end:
            continue
        if start > position:
            pieces.append(Piece(whole[position:start]))
        pieces.append(Piece(whole[start:stop], entity, sentiment))
        position = stop
    if position < end:
        pieces.append(Piece(whole[position:end]))
    return pieces
