"""What it costs to spread lists, on days that neither taught the ranker nor measure it."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from modelkit.recommendation.data import History as Past
from modelkit.recommendation.data import Question
from modelkit.recommendation.diversity import Spread, measured
from services.recommend.actions.evaluating.systems import scores
from services.recommend.actions.evaluating.windows import Window, windows
from services.recommend.actions.ranking.rankers import Ranker
from services.recommend.actions.ranking.shelf import Floats


def measured_spreads(ranker: Ranker, *, until: datetime, days: int) -> list[Spread]:
    """One window of so many days; nothing where nobody opened anything in it."""
    window = next(windows(until=until, count=1, days=days), None)
    if window is None:
        return []
    rows = scores(ranker.as_of(window.at), window.shelf, window.histories)
    # What cannot be shown is in no list.
    rows = np.where(window.shelf.live, rows, np.float32(-np.inf))
    questions = _questions(window)
    by_history = {id(one.history): row for one, row in zip(questions, rows, strict=True)}

    def scorer(histories: Sequence[Past]) -> Floats:
        return np.stack([by_history[id(one)] for one in histories])

    return list(measured(scorer, questions, window.shelf.vectors))


def _questions(window: Window) -> list[Question]:
    places = window.shelf.places
    asked = zip(window.histories, window.targets, strict=True)
    return [
        Question(
            number,
            Past.of([places[deed.item] for deed in past.deeds if deed.item in places], at=window.at.timestamp()),
            np.array(sorted(places[item] for item in targets), dtype=np.int64),
        )
        for number, (past, targets) in enumerate(asked)
    ]
