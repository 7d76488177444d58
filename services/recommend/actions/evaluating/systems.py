"""Who is measured: the ranker in force, and the simple ways it must beat. Each scores every item for every user."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from services.recommend.actions.ranking import Shelf, text
from services.recommend.actions.ranking.rankers import POPULAR, TEXT, Ranker, current_ranker, popular
from services.recommend.actions.ranking.shelf import Floats
from services.recommend.queries.histories import History

System = Callable[[Shelf, Sequence[History]], Floats]
BASELINE = "popular"


def systems() -> dict[str, System]:
    ranker = current_ranker()
    found: dict[str, System] = {
        "text": partial(_scores, TEXT),
        BASELINE: partial(_scores, POPULAR),
        "newest": _newest,
    }
    return found if ranker.version == text.VERSION else {ranker.version: partial(_scores, ranker), **found}


def _scores(ranker: Ranker, shelf: Shelf, histories: Sequence[History]) -> Floats:
    """Users of whom nothing is known get what is popular, as they would in life."""
    asked = ranker.asks(shelf, histories)
    return np.where(asked.known[:, None], asked.at(shelf, np.arange(len(shelf))), popular(shelf))


def _newest(shelf: Shelf, histories: Sequence[History]) -> Floats:
    return np.broadcast_to(shelf.published.astype(np.float32), (len(histories), len(shelf)))
