"""Read question and passage together, for the few best only: it costs the most and knows the most."""

from collections.abc import Sequence
from dataclasses import replace

from modelkit.errors import ModelNotFound
from services.support.actions import remembered
from services.support.actions.answer.outcome import Passage
from services.support.actions.engine import RERANKER, engine, patient_engine

DEPTH = 6
# A passage's gist stands near its beginning, and time grows with every token.
_LATIN_CHARACTERS = 480
_HAN_CHARACTERS = 160


def rerank(question: str, passages: Sequence[Passage], *, patient: bool = False) -> list[Passage] | None:
    """The same passages by the reranker's score; nothing when no reranker was trained."""
    source = patient_engine() if patient else engine()
    pairs = [(question, _readable(passage)) for passage in passages]
    if not pairs:
        return []
    try:
        scores = source.score(remembered.called(RERANKER), pairs)
    except ModelNotFound:
        return None
    scored = [
        replace(passage, score=float(score), reranked=float(score))
        for passage, score in zip(passages, scores, strict=True)
    ]
    return sorted(scored, key=lambda passage: passage.score, reverse=True)


def _readable(passage: Passage) -> str:
    headings = " › ".join(part for part in (passage.title, passage.heading) if part)
    length = _HAN_CHARACTERS if passage.language == "zh" else _LATIN_CHARACTERS
    return f"{headings}\n{passage.text[:length]}"
