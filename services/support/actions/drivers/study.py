"""From ratings to figures: the three effects, what is in them, and what to doubt. Plain values, ready to be kept."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from modelkit.evaluation.intervals import Column
from services.support.actions.drivers import resampling
from services.support.actions.drivers.checks import checks
from services.support.actions.drivers.gathering import Gathered
from services.support.actions.drivers.indices import MEASURES, NAMES, Index, indices
from services.support.actions.drivers.regression import fit
from services.support.actions.drivers.resampling import Places
from services.support.actions.satisfaction.figures import SATISFIED

# Three slopes and a constant from fewer would follow single conversations.
FEWEST_RATINGS, FEWEST_CUSTOMERS = 50, 25
UNHAPPY = 2
_INDEX_NAMES = tuple(index.value for index in Index)


def study(found: Gathered) -> dict[str, Any]:
    """`few` says that there is too little to tell; then nothing but counts is in it."""
    places = resampling.places_of(found.visitors)
    n, customers = len(found.scores), resampling.customers(places)
    counted = {
        "ratings": n,
        "customers": customers,
        "needed": {"ratings": FEWEST_RATINGS, "customers": FEWEST_CUSTOMERS},
        "too_early": found.too_early,
        "asked": found.asked,
    }
    if n < FEWEST_RATINGS or customers < FEWEST_CUSTOMERS or float(np.ptp(found.scores)) == 0:
        return {**counted, "few": True}
    table = indices(found.measures)
    fitted = fit(table, found.scores, places, _INDEX_NAMES)
    return {
        **counted,
        "few": False,
        "effects": [effect.as_dict() for effect in fitted.effects],
        "leader": fitted.leader,
        "checks": checks(fitted, table, found.scores, places, _INDEX_NAMES),
        "measures": _measures(found, places),
        "levers": _levers(found.measures),
        "unrated": _unrated(found.unrated),
    }


def _measures(found: Gathered, places: Places) -> list[dict[str, Any]]:
    """Each measure's mean among satisfied customers, among unhappy ones, and how far these are apart."""
    happy, unhappy = found.scores >= SATISFIED, found.scores <= UNHAPPY
    rows = []
    for place, measure in enumerate(MEASURES):
        column = found.measures[:, place]
        row: dict[str, Any] = {"name": measure.name, "index": measure.index.value, "mean": float(column.mean())}
        if happy.any() and unhappy.any():
            row |= {"happy": float(column[happy].mean()), "unhappy": float(column[unhappy].mean())}
            row["gap"] = _gap(column, happy, unhappy, places)
        rows.append(row)
    return rows


def _gap(column: Column, happy: Any, unhappy: Any, places: Places) -> dict[str, float]:
    def statistic(weights: Column) -> Column:
        def mean(chosen: Any) -> Column:
            total = weights @ chosen.astype(np.float64)
            return np.asarray(
                np.divide(weights @ (column * chosen), total, out=np.full_like(total, np.nan), where=total > 0)
            )

        return np.asarray(mean(happy) - mean(unhappy))

    return resampling.interval(statistic, places).as_dict()


def _levers(table: Column) -> dict[str, float]:
    """How much each index would rise if nobody came back, nobody said a thing twice, everybody waited half as long."""
    column = {name: table[:, place] for place, name in enumerate(NAMES)}
    waits = [column[measure.name] for measure in MEASURES if measure.index == Index.R]
    # A wait that counts s = half / (half + wait) counts 2s / (1 + s) when it is halved.
    return {
        Index.F.value: float((1 - column["solved"]).mean() / _size(Index.F)),
        Index.U.value: float((1 - column["unrepeated"]).mean() / _size(Index.U)),
        Index.R.value: float(np.mean([2 * share / (1 + share) - share for share in waits])),
    }


def _size(index: Index) -> int:
    return sum(measure.index == index for measure in MEASURES)


def _unrated(table: Column) -> dict[str, Any]:
    """The same three indices where nobody rated: how like them those are who did."""
    means: Sequence[float] = indices(table).mean(axis=0).tolist() if len(table) else []
    return {"conversations": len(table), "means": dict(zip(_INDEX_NAMES, means, strict=False))}
