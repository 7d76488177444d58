"""S = c + αF + βU + γR + ε by least squares, with intervals from customers drawn anew."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from modelkit.evaluation.intervals import Column, Interval, Statistic
from services.support.actions.drivers import resampling
from services.support.actions.drivers.resampling import Places

# An index that hardly differs between conversations explains nothing, and its slope would be noise.
_LEAST_SPREAD = 0.01


@dataclass(frozen=True, slots=True)
class Effect:
    """`slope`: points of the score from an index of 0 to one of 1, the others alike. None: it did not vary."""

    name: str
    slope: Interval | None
    mean: float
    spread: float
    vif: float | None

    @property
    def is_shown(self) -> bool:
        return self.slope is not None and (self.slope.low > 0 or self.slope.high < 0)

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "shown": self.is_shown}


@dataclass(frozen=True)
class Fitted:
    """Effects in the order of the indices; `fitted` and `errors` are of the rows [n]."""

    effects: Sequence[Effect]
    fitted: Column
    errors: Column
    # Which effect is the largest for the usual spread of its index, if that is more than chance.
    leader: str
    used: Sequence[int]


def fit(indices: Column, scores: Column, places: Places, names: Sequence[str]) -> Fitted:
    """Of indices [n, k], scores [n] and the number of each row's customer [n]."""
    spreads = indices.std(axis=0)
    used = [place for place in range(indices.shape[1]) if spreads[place] >= _LEAST_SPREAD]
    columns = with_constant(indices[:, used])
    slopes = solve(columns, scores, np.ones((1, len(scores))))[0]
    drawn = resampling.draws(slopes_of(columns, scores), places)
    low, high = resampling.ends(drawn)
    found = {place: Interval(float(slopes[n]), float(low[n]), float(high[n])) for n, place in enumerate(used, start=1)}
    inflation = dict(zip(used, vif(indices[:, used]), strict=True))
    effects = [
        Effect(name, found.get(place), float(indices[:, place].mean()), float(spreads[place]), inflation.get(place))
        for place, name in enumerate(names)
    ]
    fitted = columns @ slopes
    leading = _leader(drawn[:, 1:] * spreads[used], slopes[1:] * spreads[used])
    return Fitted(effects, fitted, scores - fitted, "" if leading is None else names[used[leading]], used)


def slopes_of(columns: Column, scores: Column) -> Statistic:
    """The least squares solution under weights of rows."""
    return lambda weights: solve(columns, scores, weights)


def solve(columns: Column, scores: Column, weights: Column) -> Column:
    """Solutions [b, k] of columns [n, k] under weights [b, n]; the shortest where several fit."""
    n, k = columns.shape
    gram = (weights @ (columns[:, :, None] * columns[:, None, :]).reshape(n, k * k)).reshape(-1, k, k)
    moments = weights @ (columns * scores[:, None])
    return np.asarray((np.linalg.pinv(gram, hermitian=True) @ moments[:, :, None])[:, :, 0])


def with_constant(indices: Column) -> Column:
    return np.column_stack([np.ones(len(indices)), indices])


def vif(indices: Column) -> list[float]:
    """How many times the variance of each slope is what it would be were the indices unrelated."""
    if indices.shape[1] < 2:
        return [1.0] * indices.shape[1]
    return [float(value) for value in np.diag(np.linalg.pinv(np.corrcoef(indices, rowvar=False), hermitian=True))]


def _leader(drawn: Column, effects: Column) -> int | None:
    """The largest, unless a resample in forty has another one ahead of it."""
    if len(effects) < 2:
        return None
    first = int(np.argmax(np.abs(effects)))
    ahead = np.abs(drawn[:, [first]]) - np.abs(np.delete(drawn, first, axis=1))
    return first if float(resampling.ends(ahead)[0].min()) > 0 else None
