"""Scores become a list: rules first, then the best, with a reason for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from services.recommend.actions.ranking.shelf import Flags, Floats, Shelf
from services.recommend.queries.histories import History

Reason = dict[str, str]
# The latest items of a history that are asked whether they are the reason.
_CAUSES = 20


class Explainer(Protocol):
    """Whoever ranked, asked again about a few items."""

    def at(self, shelf: Shelf, history: History, places: list[int]) -> Floats:
        """How much the user may like the items at these places, float32 [places]."""


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
    why: Explainer | None = None,
) -> list[Pick]:
    """The best `count` that are live and new to the user; equal scores in the order of keys, so that it is stable."""
    allowed = _allowed(shelf, history, category=category, languages=languages)
    best = top(np.where(allowed, scores, -np.inf), count)
    reasons = explain(shelf, history, best, why) if why else [_of_itself(shelf, place) for place in best]
    return [Pick(shelf.keys[place], float(scores[place]), reason) for place, reason in zip(best, reasons, strict=True)]


def popular(shelf: Shelf) -> Floats:
    """What others open now, float32 [items]; without any events, the newest first."""
    if shelf.popularity.any():
        return shelf.popularity
    age_days = np.maximum(shelf.as_of - shelf.published, 0.0) / 86_400.0
    return (1.0 / (1.0 + age_days)).astype(np.float32)


def explain(shelf: Shelf, history: History, places: list[int], why: Explainer) -> list[Reason]:
    """The item of the history without which each would lose most; else that others open it, or that it is new."""
    causes = list(dict.fromkeys(deed.item for deed in reversed(history.deeds) if deed.item in shelf.places))[:_CAUSES]
    if not causes or not places:
        return [_of_itself(shelf, place) for place in places]
    whole = why.at(shelf, history, places)
    losses = np.stack([whole - why.at(shelf, history.without(cause), places) for cause in causes])
    best = losses.argmax(axis=0)
    return [
        {"kind": "read", "item": causes[cause]} if losses[cause, column] > 0 else _of_itself(shelf, place)
        for column, (place, cause) in enumerate(zip(places, best, strict=True))
    ]


def _of_itself(shelf: Shelf, place: int) -> Reason:
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
        allowed &= shelf.category.among([category])
    if languages:
        allowed &= shelf.language.among([*languages, ""])
    return allowed
