"""Statements of different articles held against each other: the same said twice, or the same said otherwise.

How near is near enough is learned from the articles themselves, which mostly agree: of two statements about the same,
the figures are mostly equal; of two about different things, mostly not. So the threshold is where nearly all pairs
above it agree, and the few that do not are the contradictions. Statements in one language that share most of their
words need no threshold.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.support.actions.embedding import Vectors
from services.support.actions.health.statements import Statement, differing, overlap

# Of the pairs whose figures can be compared, so many agree above the threshold: up to a fifth may be contradictions.
# Fewer pairs show nothing.
_AGREEING, _LEAST_PAIRS = 0.8, 5
# Without enough such pairs: above nearly all that different sentences of one article reach among themselves.
_QUANTILE = 0.99
# Below it no two statements are about the same, whatever the encoder.
_FLOOR = 0.5
# In one language, statements about the same share words beside their figures.
_SHARED_WORDS, _SHARED_IF_NEGATED = 0.4, 0.6
# So many words shared, and so large a part of all, need no nearness.
_SURELY_WORDS, _SURELY_SHARED = 3, 0.6
# Passages that share so many words say the same.
_TWICE = 0.75
_LEAST_WORDS = 8
_BLOCK = 1_024
_NEIGHBOURS = 5


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements about the same, and how near they are."""

    first: Statement
    second: Statement
    cosine: float


@dataclass(frozen=True, slots=True)
class Clash:
    """A pair that cannot both be true: kinds of facts with the values of either, or one negates the other."""

    pair: Pair
    facts: Sequence[tuple[str, list[str], list[str]]]
    negated: bool


@dataclass(frozen=True, slots=True)
class Twice:
    """Two passages with the share of words that both have."""

    first: int
    second: int
    shared: float


@dataclass(frozen=True, slots=True)
class Nearness:
    """The cosines from which statements count as being about the same, in one language and across two."""

    same: float
    across: float

    def holds(self, pair: Pair) -> bool:
        if _is_across(pair):
            return pair.cosine >= self.across
        return pair.cosine >= self.same or _surely_the_same(pair)


def learn(near: Sequence[Pair], statements: Sequence[Statement], vectors: Vectors) -> Nearness:
    """From all pairs that are near at all."""
    usual = _within_articles(statements, vectors)
    across = [pair for pair in near if _is_across(pair)]
    same = [pair for pair in near if not _is_across(pair)]
    return Nearness(_threshold(same, usual), _threshold(across, usual))


def _threshold(near: Sequence[Pair], otherwise: float) -> float:
    """The lowest cosine above which nearly all comparable pairs agree."""
    ranked = sorted((pair for pair in near if _is_comparable(pair)), key=lambda pair: -pair.cosine)
    agree = np.array([not _differing(pair) for pair in ranked], dtype=bool)
    counted = np.arange(1, len(ranked) + 1)
    enough = (np.cumsum(agree) / counted >= _AGREEING) & (np.cumsum(agree) >= _LEAST_PAIRS)
    good = np.flatnonzero(enough & agree)
    return float(ranked[good[-1]].cosine) if len(good) else otherwise


def _within_articles(statements: Sequence[Statement], vectors: Vectors) -> float:
    documents = np.array([one.document for one in statements])
    best: list[float] = []
    for document in np.unique(documents):
        rows = vectors[documents == document]
        if len(rows) > 1:
            cosines = rows @ rows.T
            np.fill_diagonal(cosines, -1.0)
            best += cosines.max(axis=1).tolist()
    return float(np.quantile(best, _QUANTILE)) if best else 1.0


def _is_across(pair: Pair) -> bool:
    return pair.first.language != pair.second.language


def _is_comparable(pair: Pair) -> bool:
    """Whether both give figures of one kind, about what their words say is the same."""
    kinds = {kind for kind, _value in pair.first.facts} & {kind for kind, _value in pair.second.facts}
    return bool(kinds - _uncompared(pair)) and (
        _is_across(pair) or overlap(pair.first.words, pair.second.words) >= _SHARED_WORDS
    )


def pairs(statements: Sequence[Statement], vectors: Vectors) -> Iterator[Pair]:
    """Each statement with the nearest few of other articles; each pair once."""
    documents = np.array([one.document for one in statements])
    seen: set[tuple[int, int]] = set()
    for start in range(0, len(statements), _BLOCK):
        cosines = vectors[start : start + _BLOCK] @ vectors.T
        cosines[documents[start : start + _BLOCK, None] == documents[None, :]] = -1.0
        for offset, row in enumerate(cosines):
            for other in _nearest(row):
                places = (min(start + offset, other), max(start + offset, other))
                if places not in seen:
                    seen.add(places)
                    yield Pair(statements[places[0]], statements[places[1]], float(row[other]))


def clash(pair: Pair) -> Clash | None:
    """Nothing where both can be true."""
    first, second = pair.first, pair.second
    facts = _differing(pair)
    if _is_across(pair):
        # Words of two languages do not overlap, and each language negates in its own way: figures alone tell.
        return Clash(pair, facts, negated=False) if facts else None
    shared = overlap(first.words, second.words)
    negated = first.negated != second.negated and shared >= _SHARED_IF_NEGATED
    if (facts and shared >= _SHARED_WORDS) or negated:
        return Clash(pair, facts, negated)
    return None


def _surely_the_same(pair: Pair) -> bool:
    first, second = pair.first.words, pair.second.words
    return len(first & second) >= _SURELY_WORDS and overlap(first, second) >= _SURELY_SHARED


def _differing(pair: Pair) -> list[tuple[str, list[str], list[str]]]:
    return [one for one in differing(pair.first, pair.second) if one[0] not in _uncompared(pair)]


def _uncompared(pair: Pair) -> set[str]:
    """A number without a unit counts something, and across languages nobody can tell what."""
    return {"number"} if _is_across(pair) else set()


def said_twice(near: Sequence[Pair], statements: Sequence[Statement]) -> list[Twice]:
    """Passages in one language that share nearly all their words; compared where a statement of each is near."""
    words: dict[int, set[str]] = {}
    for one in statements:
        words.setdefault(one.chunk, set()).update(one.words)
    candidates = {(pair.first.chunk, pair.second.chunk) for pair in near if pair.first.language == pair.second.language}
    found = []
    for first, second in sorted(candidates):
        shared = overlap(frozenset(words[first]), frozenset(words[second]))
        if shared >= _TWICE and min(len(words[first]), len(words[second])) >= _LEAST_WORDS:
            found.append(Twice(first, second, shared))
    return found


def _nearest(row: NDArray[np.float32]) -> list[int]:
    near = np.flatnonzero(row >= _FLOOR)
    best: list[int] = near[np.argsort(-row[near], kind="stable")][:_NEIGHBOURS].tolist()
    return best
