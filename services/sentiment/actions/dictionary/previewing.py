"""What an entity's names would find in recent headlines, before anything is saved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.sentiment import models
from services.sentiment.actions.dictionary.automaton import Automaton, Hit, Name
from services.sentiment.actions.dictionary.cautions import Caution, cautions
from services.sentiment.actions.dictionary.editing import EntityIn
from services.sentiment.actions.dictionary.finding import all_names
from services.sentiment.queries import entities

# The entity as it is typed has no number yet.
_TYPED = 0
_SHOWN = 12


@dataclass(frozen=True)
class Piece:
    """A part of a headline; `marked` is a name."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Headline:
    article_id: int
    language: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Preview:
    """Of `checked` headlines `found` name the entity; `by_name` says how often by which of its names."""

    checked: int
    found: int
    by_name: dict[str, int]
    headlines: list[Headline]
    cautions: list[Caution]


def preview(*, given: EntityIn, entity: models.Entity | None = None) -> Preview:
    """With everybody else's names beside it, since of names that overlap the longest wins."""
    own = [name for name in _names(given) if name.text.strip()]
    named, called = entities.others(entity)
    others = all_names(named, [(pk, text, exact, tuple(needs)) for pk, text, exact, needs in called])
    automaton, recent = Automaton([*own, *others]), entities.recent_headlines()
    by_name, hits_of = dict.fromkeys((name.text for name in own), 0), []
    for article, title, language in recent:
        hits = [hit for hit in automaton.hits(title) if hit.name.entity_id == _TYPED]
        for text in {hit.name.text for hit in hits}:
            by_name[text] += 1
        if hits:
            hits_of.append((article, title, language, hits))
    return Preview(
        checked=len(recent),
        found=len(hits_of),
        by_name=by_name,
        headlines=[
            Headline(article, language, list(_pieces(title, hits)))
            for article, title, language, hits in hits_of[:_SHOWN]
        ],
        cautions=cautions(names=own, entity=entity, headlines=recent),
    )


def _names(given: EntityIn) -> list[Name]:
    aliases = [(_TYPED, alias.text, alias.case_sensitive, tuple(alias.needs)) for alias in given.aliases]
    return all_names([(_TYPED, given.name, given.name_zh, given.ticker)], aliases)


def _pieces(title: str, hits: Sequence[Hit]) -> Iterator[Piece]:
    at = 0
    for hit in hits:
        if hit.start >= at:
            yield Piece(title[at : hit.start], marked=False)
            yield Piece(title[hit.start : hit.end], marked=True)
            at = hit.end
    yield Piece(title[at:], marked=False)
