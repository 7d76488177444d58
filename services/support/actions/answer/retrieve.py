"""Search the knowledge: fused hits become passages, the customer's language first."""

from collections.abc import Mapping, Sequence
from typing import Any

from modelkit.errors import IndexUnavailable, ModelNotFound
from modelkit.results import Hit
from services.support.actions import remembered
from services.support.actions.answer.outcome import Passage
from services.support.actions.embedding import embed
from services.support.actions.engine import INDEX, engine, patient_engine
from services.support.actions.tried import TriedKnowledge
from services.support.queries import answers

CANDIDATES = 12


class NoKnowledge(LookupError):
    """There is no index yet, or nothing to embed a question with."""


def find(questions: Sequence[str], *, patient: bool = False) -> list[list[Passage]]:
    """Passages for each question, best first; one call to the engine and one query for all of them."""
    tried = remembered.knowledge()
    try:
        hits = _search_aside(tried, questions) if tried else _search(questions, patient=patient)
    except (IndexUnavailable, ModelNotFound) as error:
        raise NoKnowledge(error.code) from error
    chunks = (tried or answers).live_chunks({hit.id for row in hits for hit in row})
    return [[_passage(chunks[hit.id], hit) for hit in row if hit.id in chunks] for row in hits]


def _search(questions: Sequence[str], *, patient: bool) -> list[list[Hit]]:
    source = patient_engine() if patient else engine()
    return source.search(remembered.called(INDEX), list(questions), k=CANDIDATES)


def _search_aside(tried: TriedKnowledge, questions: Sequence[str]) -> list[list[Hit]]:
    """In an index that no server has: a trial's."""
    return tried.index.search(questions, embed(tried.index.encoder, list(questions), "query"), CANDIDATES)


def in_language_first(passages: Sequence[Passage], language: str, *, keep: int) -> list[Passage]:
    """The best `keep`, with the customer's language given a fair share of the places.

    An answer that the customer can read beats a slightly better one that they cannot.
    """
    mine = [passage for passage in passages if passage.language == language]
    chosen = list(passages[:keep])
    missing = [passage for passage in mine[: keep // 2] if passage not in chosen]
    return [*chosen[: keep - len(missing)], *missing]


def _passage(chunk: Mapping[str, Any], hit: Hit) -> Passage:
    return Passage(
        chunk=chunk["chunk"],
        document=chunk["key"],
        title=chunk["title"],
        heading=" › ".join(chunk["path"]),
        url=chunk["url"],
        version=chunk["version"],
        language=chunk["language"],
        text=chunk["text"],
        score=hit.score,
        fused=hit.score,
        dense=hit.dense,
        lexical=hit.lexical,
    )
