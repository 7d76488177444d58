"""Put an answer together from sentences of the sources, each with the number of its citation."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from modelkit.errors import ModelNotFound
from services.support.actions import remembered
from services.support.actions.answer.context import content_words
from services.support.actions.answer.outcome import Citation, Passage
from services.support.actions.answer.sentences import units
from services.support.actions.engine import ENCODER, engine

MOST_SOURCES = 3
MOST_SENTENCES = 4
_MOST_UNITS = 24
# A further sentence must come this near to the best one, or it only makes the answer longer.
_NEAR_BEST = 0.8
# Meaning weighs more than words: customers rarely use the article's own.
_MEANING_WEIGHT = 0.7
_QUOTE_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Sentence:
    """A unit of a passage, and how well it fits the question."""

    passage: int
    position: int
    text: str
    fit: float = 0.0


@dataclass(frozen=True, slots=True)
class Composed:
    """The text with its `[n]` marks, and what each n is."""

    text: str
    citations: list[Citation]
    fits: list[float]


def compose(question: str, passages: Sequence[Passage]) -> Composed:
    """One to four sentences from at most three passages; the first passage always speaks."""
    sources = passages[:MOST_SOURCES]
    sentences = [
        Sentence(number, position, text)
        for number, passage in enumerate(sources)
        for position, text in enumerate(units(passage.text))
    ][:_MOST_UNITS]
    chosen = _choose(_with_fit(question, sentences, sources))
    return _written(chosen, sources)


def _with_fit(question: str, sentences: list[Sentence], sources: Sequence[Passage]) -> list[Sentence]:
    fits = _lexical(question, sentences)
    # One or two sentences need no choosing, and the customer is waiting.
    if len(sentences) > 2 and (meaning := _meaning(question, sentences)) is not None:
        fits = (1 - _MEANING_WEIGHT) * fits + _MEANING_WEIGHT * meaning
    best = max((passage.score for passage in sources), default=0.0)
    spread = best - min((passage.score for passage in sources), default=0.0) or 1.0
    return [
        # A better passage lends its sentences weight, at most a fifth.
        Sentence(one.passage, one.position, one.text, float(fit) - 0.2 * (best - sources[one.passage].score) / spread)
        for one, fit in zip(sentences, fits, strict=True)
    ]


def _lexical(question: str, sentences: list[Sentence]) -> np.ndarray:
    asked = content_words(question)
    found = [len(asked & content_words(sentence.text)) for sentence in sentences]
    return np.asarray(found, dtype=np.float64) / max(len(asked), 1)


def _meaning(question: str, sentences: list[Sentence]) -> np.ndarray | None:
    """Cosines stretched to 0…1 over these sentences; encoders crowd all theirs into a narrow band."""
    try:
        encoder = remembered.called(ENCODER)
        asked = engine().embed(encoder, [question], kind="query")[0]
        said = engine().embed(encoder, [sentence.text for sentence in sentences], kind="passage")
    except ModelNotFound:
        return None
    cosines = np.asarray(said @ asked, dtype=np.float64)
    stretched: np.ndarray = (cosines - cosines.min()) / max(float(np.ptp(cosines)), 1e-6)
    return stretched


def _choose(sentences: list[Sentence]) -> list[Sentence]:
    """The best ones, in the order in which the sources say them."""
    ranked = sorted(sentences, key=lambda sentence: sentence.fit, reverse=True)
    first = [sentence for sentence in ranked if sentence.passage == 0][:1]
    floor = _NEAR_BEST * ranked[0].fit if ranked else 0.0
    others = [sentence for sentence in ranked if sentence not in first and sentence.fit >= floor]
    return sorted([*first, *others][:MOST_SENTENCES], key=lambda sentence: (sentence.passage, sentence.position))


def _written(chosen: list[Sentence], sources: Sequence[Passage]) -> Composed:
    numbers = {passage: n for n, passage in enumerate(dict.fromkeys(one.passage for one in chosen), start=1)}
    citations = [
        _citation(n, sources[passage], [one.text for one in chosen if one.passage == passage])
        for passage, n in numbers.items()
    ]
    text = "".join(_marked(one.text, numbers[one.passage]) for one in chosen).strip()
    return Composed(text, citations, [round(one.fit, 4) for one in chosen])


def _marked(text: str, n: int) -> str:
    """A table or list gets its mark below, prose behind; blocks keep their own lines."""
    is_block = "\n" in text or text.startswith(("|", "- ", "* "))
    return f"\n{text}\n[{n}]\n" if "\n" in text else f"\n{text} [{n}]\n" if is_block else f"{text} [{n}] "


def _citation(n: int, passage: Passage, texts: list[str]) -> Citation:
    return Citation(
        n=n,
        chunk=passage.chunk,
        document=passage.document,
        version=passage.version,
        title=passage.title,
        heading=passage.heading,
        url=passage.url,
        quote=" … ".join(texts)[:_QUOTE_CHARACTERS],
    )
