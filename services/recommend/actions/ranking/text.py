"""Interest from text alone, before anything is trained: what is written like what was read, lately and gladly."""

from collections.abc import Sequence

import numpy as np

from services.recommend.actions.ranking.shelf import SIGNS, Floats, Shelf
from services.recommend.queries.histories import History

VERSION = "text"
_HALF_LIFE_SECONDS = 7 * 86_400.0
# Between two articles alike to the encoder, the one that others open now comes first.
_POPULARITY_SHARE = 0.05


def score(shelf: Shelf, histories: Sequence[History]) -> Floats:
    """How much each user may like each item, float32 [users, items]; zeros where a history has no text."""
    interests = np.stack([interest(shelf, history) for history in histories])
    scores: Floats = interests @ shelf.vectors.T
    bonus = _POPULARITY_SHARE * shelf.relative_popularity
    return np.where(np.any(interests, axis=1)[:, None], scores + bonus, 0.0).astype(np.float32)


def at(shelf: Shelf, history: History, places: list[int]) -> Floats:
    """The same for a few items of one user, without what is due to others; before the length is taken out.

    The whole interest counts, not its direction: what a deed adds to an item is then what is lost without it.
    """
    raw = _sum(shelf, history)
    scores: Floats = shelf.vectors[places] @ raw
    return scores


def interest(shelf: Shelf, history: History) -> Floats:
    """One unit vector: the history's items, weighed by what was done with them and how long ago."""
    found = _sum(shelf, history)
    length = float(np.linalg.norm(found))
    return found / length if length else found


def _sum(shelf: Shelf, history: History) -> Floats:
    found = np.zeros(shelf.vectors.shape[1], dtype=np.float32)
    for place, weight in weigh(shelf, history).items():
        found += np.float32(weight) * shelf.vectors[place]
    return found


def weigh(shelf: Shelf, history: History) -> dict[int, float]:
    """Place on the shelf to weight, for the items of the history that are there."""
    latest = max((deed.at for deed in history.deeds), default=0.0)
    weights: dict[int, float] = {}
    for deed in history.deeds:
        place = shelf.places.get(deed.item)
        if place is not None:
            fresh = 0.5 ** ((latest - deed.at) / _HALF_LIFE_SECONDS)
            weights[place] = weights.get(place, 0.0) + SIGNS[deed.kind] * fresh
    return weights
