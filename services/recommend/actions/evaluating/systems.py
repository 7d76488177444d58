"""Who is measured: the ranker in force, and the simple ways it must beat. Each scores every item for every user."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

import numpy as np

from services.recommend.actions.ranking import Shelf, ladder, text
from services.recommend.actions.ranking.popular import popular
from services.recommend.actions.ranking.rankers import POPULAR, TEXT, Ranker, current_ranker
from services.recommend.actions.ranking.shelf import Floats
from services.recommend.queries.histories import History
from services.recommend.queries.users import NOTHING_TOLD, told_by_user

System = Callable[[Shelf, Sequence[History]], Floats]
BASELINE = "popular"


def systems(*, at: datetime) -> dict[str, System]:
    """What of others the ranker looks at is learnt again as of `at`: the version in force knows what came later."""
    ranker = current_ranker().as_of(at)
    found: dict[str, System] = {"text": partial(scores, TEXT), BASELINE: partial(scores, POPULAR), "newest": _newest}
    return found if ranker.version == text.VERSION else {ranker.version: partial(_in_life, ranker), **found}


def _in_life(ranker: Ranker, shelf: Shelf, histories: Sequence[History]) -> Floats:
    """Newcomers with labels get what people alike open, as they would when they ask."""
    found, segments = scores(ranker, shelf, histories), ranker.segments
    told = told_by_user([one.user for one in histories]) if segments else {}
    for number, one in enumerate(histories):
        asking = replace(one, labels=told.get(one.user, NOTHING_TOLD).labels)
        if segments and segments.knows(shelf, asking) and ladder.is_new(shelf, one, ranker):
            found[number] = segments.scores(shelf, [asking], [np.arange(len(shelf))])[0]
    return found


def scores(ranker: Ranker, shelf: Shelf, histories: Sequence[History]) -> Floats:
    """float32 [histories, items]. Users of whom nothing is known get what is popular."""
    everything = np.arange(len(shelf))
    found = ranker.scores(shelf, histories, [everything] * len(histories))
    shared = popular(shelf)
    rows = zip(histories, found, strict=True)
    return np.stack([own if ranker.knows(shelf, one) else shared for one, own in rows])


def _newest(shelf: Shelf, histories: Sequence[History]) -> Floats:
    return np.broadcast_to(shelf.published.astype(np.float32), (len(histories), len(shelf)))
