"""Factors for items that nobody has touched yet, read off texts and tags (Gantner et al., ICDM 2010)."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from modelkit.recommendation.data import Catalogue, Interactions
from modelkit.recommendation.recommenders.base import Floats, State
from modelkit.recommendation.recommenders.ials import Doubles, Ials
from modelkit.recommendation.recommenders.text_neighbours import centred, vectors_of


@dataclass(kw_only=True)
class TextIals(Ials):
    """iALS that knows new items: a ridge regression from text vectors to the factors of touched items fills the rest.

    Touched items keep their own factors, so that nothing is lost on them. `ridge` is the regression's penalty. A tag
    weighs `tag_weight` beside a vector of unit length; without tags in the catalogue, texts speak alone.
    """

    name: ClassVar[str] = "text-ials"
    ridge: float = 10.0
    tag_weight: float = 0.7

    def learn(self, data: Interactions, *, seed: int) -> State:
        told = _told(data.catalogue, self.tag_weight)
        state = super().learn(data, seed=seed)
        touched = np.bincount(data.items, minlength=len(data.catalogue)) > 0
        if touched.any() and not touched.all():
            state["factors"][~touched] = _mapped(told, state["factors"], touched, self.ridge)
        return state


def _told(catalogue: Catalogue, tag_weight: float) -> Doubles:
    """What is known of an item before anybody touches it, [items, columns]."""
    vectors = centred(vectors_of(catalogue))
    # With a constant, since factors of what many touch share a direction.
    parts = [vectors, tag_weight * catalogue.tagged.toarray(), np.ones((len(vectors), 1))]
    return np.concatenate(parts, axis=1, dtype=np.float64)


def _mapped(rows: Doubles, factors: Floats, known: NDArray[np.bool_], ridge: float) -> Floats:
    """Of the items not known, as what is told of them would have it."""
    own = rows[known]
    weights = np.linalg.solve(own.T @ own + ridge * np.eye(rows.shape[1]), own.T @ factors[known])
    return np.asarray(rows[~known] @ weights, dtype=np.float32)
