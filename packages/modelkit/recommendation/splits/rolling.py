"""Windows of global time: what was known at a moment is asked about what came in the days behind it."""

from collections.abc import Iterator

import numpy as np

from modelkit.recommendation.data import Interactions, Question
from modelkit.recommendation.splits.split import Split

DAY = 86_400.0


def rolling(data: Interactions, *, count: int = 9, days: float = 20.0, skip: int = 0) -> Iterator[Split]:
    """`count` windows of `days`, the latest first, without the `skip` latest.

    Everybody who touches something new in the window is asked about once, with all of it wanted; users who are new
    come with an empty history. Items nobody had touched before can only be foretold by their texts, and are wanted too.
    """
    for number in range(skip, skip + count):
        end = data.now - number * days * DAY
        start = end - days * DAY
        train = data.until(start)
        if len(train):
            yield Split(f"window {number}", train, _questions(data, train, start=start, end=end))


def _questions(data: Interactions, train: Interactions, *, start: float, end: float) -> list[Question]:
    window = data.where((data.times > start) & (data.times <= end))
    found = []
    for user, rows in enumerate(window.rows_by_user):
        history = train.history(user, at=start)
        # In the order of first touch.
        touched = np.array(list(dict.fromkeys(window.items[rows].tolist())), dtype=np.int64)
        wanted = touched[~np.isin(touched, history.items)]
        if len(wanted):
            found.append(Question(user, history, wanted))
    return found
