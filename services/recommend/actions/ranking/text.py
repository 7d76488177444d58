"""Interest from text alone, before anything is trained: what is written like what was read, lately and gladly."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.recommend.actions.ranking.loading import SIGNS
from services.recommend.actions.ranking.shelf import Floats, Places, Shelf
from services.recommend.actions.ranking.touched import Touched
from services.recommend.queries.histories import History

VERSION = "text"
_HALF_LIFE_SECONDS = 7 * 86_400.0
# Between two articles alike to the encoder, the one that others open now comes first.
_POPULARITY_SHARE = 0.05


def scores(shelf: Shelf, histories: Sequence[History], places: Sequence[Places]) -> list[Floats]:
    """Likeness to one's interest, and a little of what others open."""
    interests = unit(interest(shelf, Touched.of(shelf, histories), histories))
    bonus = _POPULARITY_SHARE * shelf.relative_popularity
    return [shelf.vectors[at] @ own + bonus[at] for own, at in zip(interests, places, strict=True)]


def blame(shelf: Shelf, histories: Sequence[History], places: Sequence[Places]) -> list[Floats]:
    """The same without what is due to others, before the length is taken out.

    The whole interest counts, not its direction: what a deed adds to an item is then what is lost without it.
    """
    interests = interest(shelf, Touched.of(shelf, histories), histories)
    return [shelf.vectors[at] @ own for own, at in zip(interests, places, strict=True)]


def interest(shelf: Shelf, touched: Touched, histories: Sequence[History]) -> Floats:
    """The items of each history, weighed by what was done with them and how long before its latest deed."""
    return touched.sums(shelf, weights(touched, histories))


def weights(touched: Touched, histories: Sequence[History]) -> NDArray[np.float64]:
    """One a deed."""
    latest = np.array([max((deed.at for deed in one.deeds), default=0.0) for one in histories])
    signs = np.array([SIGNS[kind] for kind in touched.kind])
    fresh: NDArray[np.float64] = 0.5 ** ((latest[touched.row] - touched.at) / _HALF_LIFE_SECONDS)
    return signs * fresh


def unit(vectors: Floats) -> Floats:
    """Of length one; rows of zeros stay so."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    found: Floats = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return found
