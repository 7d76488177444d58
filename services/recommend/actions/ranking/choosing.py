"""Scores become a list: rules first, then the best, with a reason for each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from services.recommend.actions.ranking import text
from services.recommend.actions.ranking.shelf import Flags, Floats, Shelf
from services.recommend.queries.histories import History

Reason = dict[str, str]


@dataclass(frozen=True)
class Pick:
    """One item of a list. `reason` is `{"kind": …}` and, where an item of the history caused it, that item."""

    item: str
    score: float
    reason: Reason


def choose(
    shelf: Shelf,
    history: History,
    scores: Floats,
    *,
    count: int,
    category: str = "",
    languages: Sequence[str] = (),
) -> list[Pick]:
    """The best `count` that are live and new to the user; equal scores in the order of keys, so that it is stable."""
    allowed = _allowed(shelf, history, category=category, languages=languages)
    best = top(np.where(allowed, scores, -np.inf), count)
    return [Pick(shelf.keys[place], float(scores[place]), explain(shelf, history, place)) for place in best]


def popular(shelf: Shelf) -> Floats:
    """What others open now, float32 [items]; without any events, the newest first."""
    if shelf.popularity.any():
        return shelf.popularity
    age_days = np.maximum(shelf.as_of - shelf.published, 0.0) / 86_400.0
    return (1.0 / (1.0 + age_days)).astype(np.float32)


def explain(shelf: Shelf, history: History, place: int) -> Reason:
    """The item of the history that speaks most for it; else that others open it, or that it is new."""
    weights = text.weigh(shelf, history)
    shares = {own: weight * float(shelf.vectors[own] @ shelf.vectors[place]) for own, weight in weights.items()}
    cause = max(shares, key=lambda own: (shares[own], -own), default=None)
    if cause is not None and shares[cause] > 0:
        return {"kind": "read", "item": shelf.keys[cause]}
    return {"kind": "popular"} if shelf.popularity[place] > 0 else {"kind": "new"}


def top(scores: Floats, count: int) -> list[int]:
    """Exact: the places of the highest scores, the first place first among equals; what is -inf is left out."""
    possible = int(np.count_nonzero(scores > -np.inf))
    count = min(count, possible)
    if count == 0:
        return []
    # The bar is the count-th best value: everything above it is in, ties at it are cut by place.
    bar = np.partition(scores, len(scores) - count)[len(scores) - count]
    reached = np.flatnonzero(scores >= bar)
    order = np.lexsort((reached, -scores[reached]))
    return [int(place) for place in reached[order][:count]]


def _allowed(shelf: Shelf, history: History, *, category: str, languages: Sequence[str]) -> Flags:
    allowed = shelf.live.copy()
    for deed in history.deeds:
        if deed.item in shelf.places:
            allowed[shelf.places[deed.item]] = False
    if category:
        allowed &= np.array([own == category for own in shelf.categories], dtype=bool)
    if languages:
        allowed &= np.array([own in languages or not own for own in shelf.languages], dtype=bool)
    return allowed
