"""What would make one doubt the three effects: each a number with what it means."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from modelkit.evaluation.intervals import Column, Interval
from services.support.actions.drivers import resampling
from services.support.actions.drivers.ordinal import log_odds
from services.support.actions.drivers.regression import Fitted, slopes_of, solve, with_constant
from services.support.actions.drivers.resampling import Places

# Above this, slopes of related indices trade against each other.
HIGH_VIF = 5.0
SCORES = (1, 2, 3, 4, 5)


def explained(indices: Column, scores: Column, places: Places) -> Interval:
    """R² on customers held out, five times a fifth of them: 0 is what the mean of the others would do."""
    member = resampling.folds(places)
    ours, theirs = np.zeros(len(scores)), np.zeros(len(scores))
    columns = with_constant(indices)
    for fold in np.unique(member):
        rest, out = member != fold, member == fold
        slopes = solve(columns[rest], scores[rest], np.ones((1, int(rest.sum()))))[0]
        ours[out] = (scores[out] - columns[out] @ slopes) ** 2
        theirs[out] = (scores[out] - scores[rest].mean()) ** 2
    return resampling.interval(lambda weights: 1 - (weights @ ours) / (weights @ theirs), places)


def checks(fitted: Fitted, indices: Column, scores: Column, places: Places, names: Sequence[str]) -> dict[str, Any]:
    used = indices[:, fitted.used]
    return {
        "r2": explained(used, scores, places).as_dict(),
        "correlations": np.corrcoef(indices, rowvar=False).round(3).tolist() if len(fitted.used) == len(names) else [],
        "curve": _curve(fitted, used, scores, places).as_dict(),
        "spread_ratio": _spread_ratio(fitted),
        "outside": int(((fitted.fitted < SCORES[0]) | (fitted.fitted > SCORES[-1])).sum()),
        "ordinal": _as_order(fitted, used, scores, names),
        "scores": [int((scores == score).sum()) for score in SCORES],
        "per_customer": float(len(scores) / max(resampling.customers(places), 1)),
    }


def _curve(fitted: Fitted, used: Column, scores: Column, places: Places) -> Interval:
    """The slope of the squared fitted value (Ramsey, 1969): away from zero, a straight line is too simple."""
    centred = fitted.fitted - fitted.fitted.mean()
    columns = np.column_stack([with_constant(used), centred**2])
    slopes = slopes_of(columns, scores)
    return resampling.interval(lambda weights: slopes(weights)[:, -1], places)


def _spread_ratio(fitted: Fitted) -> float:
    """How much wider errors are where the model expects more: far from 1, some ratings are told worse than others."""
    upper = fitted.fitted > np.median(fitted.fitted)
    below, above = fitted.errors[~upper].std(), fitted.errors[upper].std() if upper.any() else 0.0
    return float(above / below) if below > 0 else 1.0


def _as_order(fitted: Fitted, used: Column, scores: Column, names: Sequence[str]) -> dict[str, Any]:
    """Ratings read as an order only: odds of a higher one for one more spread of the index, and whether signs agree."""
    odds = log_odds(used / used.std(axis=0), scores) if len(fitted.used) else np.zeros(0)
    shown = {names[place]: float(np.exp(value)) for place, value in zip(fitted.used, odds, strict=True)}
    known = [
        (effect.slope.value, shown[effect.name])
        for effect in fitted.effects
        if effect.slope is not None and effect.is_shown
    ]
    return {"odds": shown, "agrees": all((slope > 0) == (odd > 1) for slope, odd in known)}
