"""The second stage, learnt from the lists that the first one would have made, and kept only where it lists better.

What was not opened of what would have been listed is what it must put down. What was shown and not opened, from which
the first stage learns, is another thing: a page holds much that no list would.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.recommend.actions.evaluating.comparing import worth
from services.recommend.actions.evaluating.windows import Window, windows
from services.recommend.actions.ranking.features import features
from services.recommend.actions.ranking.learned import LearnedRanker, showable
from services.recommend.actions.ranking.second import SecondStage, few_of, inputs
from services.recommend.actions.ranking.shelf import Floats
from services.recommend.actions.training.examples import Examples
from services.recommend.actions.training.gate import kept_if_better

# Where a card keeps what was found.
KEY = "second"
# Fewer lists say little that lines do not.
MIN_LISTS = 100
_LISTS_A_DAY = 500
# The penalty is shared by the lists: the more there are, the more the network may bend.
_HIDDEN, _RIDGE = 16, 4.0
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Lists:
    """The few of every list, one behind the other: `rows` [n, inputs], `opened` [n]; `starts` and `weight` [lists].

    What was opened in a list adds up to one. A list weighs by how seldom that had been shown, where senders told it.
    """

    rows: Floats
    opened: Array
    starts: NDArray[np.int64]
    weight: Array


def learn(ranker: LearnedRanker, shown: Examples, *, until: datetime, days: int) -> SecondStage | None:
    """From the lists of these days; its chances are those of `shown`. None where there is too little to learn from."""
    lists = _lists(ranker, until=until, days=days)
    return _calibrated(_fit(lists), ranker, shown) if lists else None


def tried(
    ranker: LearnedRanker, second: SecondStage | None, *, until: datetime, days: int
) -> tuple[LearnedRanker, dict[str, Any]]:
    """The ranker, with the second stage only if it lists better for sure; and what a card tells of it."""
    if second is None:
        return ranker, {"used": False}
    return kept_if_better(ranker, replace(ranker, second=second), until=until, days=days)


def _lists(ranker: LearnedRanker, *, until: datetime, days: int) -> Lists | None:
    found = [one for window in windows(until=until, count=days, days=1) for one in _of_day(ranker, window)]
    if len(found) < MIN_LISTS:
        return None
    worths = worth([chances[opened == 1] for _rows, opened, chances in found])
    for (_rows, opened, _chances), own in zip(found, worths or (), strict=worths is not None):
        opened[opened == 1] = own
    return _joined([(rows, opened) for rows, opened, _chances in found if opened.any()])


def _joined(found: Sequence[tuple[Floats, Array]]) -> Lists:
    lengths = [len(opened) for _rows, opened in found]
    sums = np.array([opened.sum() for _rows, opened in found])
    return Lists(
        np.concatenate([rows for rows, _opened in found]),
        np.concatenate([opened for _rows, opened in found]) / np.repeat(sums, lengths),
        np.cumsum([0, *lengths[:-1]]),
        sums / sums.mean(),
    )


def _of_day(ranker: LearnedRanker, window: Window) -> Iterator[tuple[Floats, Array, Array]]:
    """Of each list in which anything was opened, the few, which of them, and the chances with which they were shown."""
    shelf, everything = window.shelf, np.arange(len(window.shelf))
    parts = zip(window.histories, window.targets, window.chances, strict=True)
    asked = [part for part in parts if ranker.knows(shelf, part[0])]
    # Spread over all users, who stand in order.
    for history, targets, told in asked[:: 1 + len(asked) // _LISTS_A_DAY]:
        rows = features(shelf, [history], [everything])[0]
        first = ranker.weights.odds(rows)
        few = few_of(first, showable(shelf, history, everything))
        opened = np.array([float(shelf.keys[place] in targets) for place in few])
        if opened.any():
            yield (
                inputs(rows[few], first[few]),
                opened,
                np.array([told.get(shelf.keys[place], np.nan) for place in few]),
            )


def _fit(lists: Lists) -> SecondStage:
    mean, scale = lists.rows.mean(axis=0), lists.rows.std(axis=0)
    # Of what never varied nothing was learnt, and a later price, say, must not be read by what began at random.
    alike = scale < np.float32(1e-6)
    scale = np.where(alike, np.float32(1.0), scale)
    standard = ((lists.rows - mean) / scale).astype(np.float64)
    hidden, bias, out = (part.astype(np.float32) for part in _network(lists, standard))
    hidden[alike] = 0.0
    return SecondStage(mean, scale, hidden, bias, out)


def _network(lists: Lists, rows: Array) -> tuple[Array, Array, Array]:
    """Which of a list was opened? A softmax over each list, [inputs, h], [h] and [h]."""
    # Of no use to a process that does not train, and large.
    from scipy.optimize import minimize

    width, count = rows.shape[1], len(lists.starts)
    ridge = _RIDGE / count
    lengths = np.diff([*lists.starts, len(rows)])
    heavy = np.repeat(lists.weight, lengths)
    wanted = lists.opened * heavy

    def parted(values: Array) -> tuple[Array, Array, Array]:
        ends = width * _HIDDEN
        return values[:ends].reshape(width, _HIDDEN), values[ends : ends + _HIDDEN], values[ends + _HIDDEN :]

    def loss(values: Array) -> tuple[float, Array]:
        hidden, bias, out = parted(values)
        bent = np.tanh(rows @ hidden + bias)
        scores = bent @ out
        scores -= np.repeat(np.maximum.reduceat(scores, lists.starts), lengths)
        sums = np.add.reduceat(np.exp(scores), lists.starts)
        logs = scores - np.repeat(np.log(sums), lengths)
        pull = (heavy * np.exp(logs) - wanted) / count
        back = np.outer(pull, out) * (1.0 - bent**2)
        slopes = [(rows.T @ back).ravel(), back.sum(axis=0), bent.T @ pull]
        return (
            float(-(wanted * logs).sum() / count + ridge * (values @ values)),
            np.concatenate(slopes) + 2.0 * ridge * values,
        )

    start = 0.3 * np.random.default_rng(0).standard_normal((width + 2) * _HIDDEN)
    return parted(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 100}).x)


def _calibrated(second: SecondStage, ranker: LearnedRanker, shown: Examples) -> SecondStage | None:
    """Platt's scaling (1999) on what was shown. The order stays; None where what it prefers is opened less often."""
    from sklearn.linear_model import LogisticRegression

    own = second.odds(shown.features, ranker.weights.odds(shown.features))
    rows = np.column_stack([own, np.log(shown.position)])
    model = LogisticRegression(C=np.inf, max_iter=500).fit(rows, shown.opened, sample_weight=shown.weight)
    slope = float(model.coef_[0][0])
    if slope <= 0:
        return None
    return replace(second, out=second.out * np.float32(slope), level=float(model.intercept_[0]))
