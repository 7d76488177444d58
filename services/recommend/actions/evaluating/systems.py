"""Who is measured: the ranker in force, and the simple ways it must beat. Each scores every item for every user."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import numpy as np

from services.recommend.actions.ranking import Shelf, text
from services.recommend.actions.ranking.rankers import POPULAR, TEXT, Ranker, current_ranker, popular
from services.recommend.actions.ranking.shelf import Floats
from services.recommend.queries.histories import History

System = Callable[[Shelf, Sequence[History]], Floats]
BASELINE = "popular"


def systems(*, at: datetime) -> dict[str, System]:
    """What of others the ranker looks at is learnt again as of `at`: the version in force knows what came later."""
    ranker = current_ranker().as_of(at)
    found: dict[str, System] = {"text": partial(scores, TEXT), BASELINE: partial(scores, POPULAR), "newest": _newest}
    return found if ranker.version == text.VERSION else {ranker.version: partial(scores, ranker), **found}


def scores(ranker: Ranker, shelf: Shelf, histories: Sequence[History]) -> Floats:
    """float32 [histories, items]. Users of whom nothing is known get what is popular, as they would in life."""
    everything = np.arange(len(shelf))
    found = ranker.scores(shelf, histories, [everything] * len(histories))
    shared = popular(shelf)
    rows = zip(histories, found, strict=True)
    return np.stack([own if ranker.knows(shelf, one) else shared for one, own in rows])


def _newest(shelf: Shelf, histories: Sequence[History]) -> Floats:
    return np.broadcast_to(shelf.published.astype(np.float32), (len(histories), len(shelf)))
