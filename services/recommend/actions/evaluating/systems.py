"""Who is measured: the ranker in force, and the simple ways it must beat. Each scores every item for every user."""

from collections.abc import Callable, Sequence

import numpy as np

from services.recommend.actions.ranking import Shelf, text
from services.recommend.actions.ranking.choosing import popular
from services.recommend.actions.ranking.rankers import current_ranker
from services.recommend.actions.ranking.shelf import Floats
from services.recommend.queries.histories import History

System = Callable[[Shelf, Sequence[History]], Floats]
BASELINE = "popular"


def systems() -> dict[str, System]:
    ranker = current_ranker()
    found: dict[str, System] = {"text": _text, BASELINE: _popular, "newest": _newest}
    return found if ranker.version == text.VERSION else {ranker.version: ranker.scores, **found}


def _text(shelf: Shelf, histories: Sequence[History]) -> Floats:
    """Users without a history get what is popular, as they would in life."""
    scores = text.score(shelf, histories)
    known = np.any(scores, axis=1)[:, None]
    return np.where(known, scores, _popular(shelf, histories))


def _popular(shelf: Shelf, histories: Sequence[History]) -> Floats:
    return np.broadcast_to(popular(shelf), (len(histories), len(shelf)))


def _newest(shelf: Shelf, histories: Sequence[History]) -> Floats:
    return np.broadcast_to(shelf.published.astype(np.float32), (len(histories), len(shelf)))
