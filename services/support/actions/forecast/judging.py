"""What the forecast is worth on customers and weeks that it has not seen."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from modelkit.evaluation.intervals import Column, Statistic
from modelkit.evaluation.metrics import auroc_of
from services.support.actions.drivers import resampling
from services.support.actions.drivers.resampling import Places

_BINS = 5


def judge(
    probabilities: Column, unhappy: NDArray[np.bool_], weights: Column, customers: Places, *, base: float
) -> dict[str, Any]:
    """Of moments [n]. `skill` is how much smaller its Brier score is than that of always saying `base`."""
    marks = unhappy.astype(np.float64)
    ours, theirs = (probabilities - marks) ** 2, (base - marks) ** 2
    auc = auroc_of(probabilities, unhappy)

    def of(values: Column) -> dict[str, float]:
        return resampling.interval(_mean(values, weights), customers).as_dict()

    return {
        "auc": resampling.interval(lambda drawn: auc(drawn * weights), customers).as_dict(),
        "brier": of(ours),
        "brier_base": of(theirs),
        "skill": of(theirs - ours),
        "expected": float(np.average(probabilities, weights=weights)),
        "happened": of(marks),
        "base": base,
        "reliability": _reliability(probabilities, marks, weights, customers),
    }


def _reliability(probabilities: Column, marks: Column, weights: Column, customers: Places) -> list[dict[str, Any]]:
    """By fifths of the chances given: the mean chance, and the share of unhappy customers with its interval."""
    edges = np.unique(np.quantile(probabilities, np.linspace(0, 1, _BINS + 1)[1:-1]))
    member = np.searchsorted(edges, probabilities, side="right")
    rows = []
    for place in np.unique(member):
        inside = (member == place) * weights
        rows.append(
            {
                "expected": float(np.average(probabilities, weights=inside)),
                "happened": resampling.interval(_mean(marks, inside), customers).as_dict(),
                "conversations": float(inside.sum()),
            }
        )
    return rows


def _mean(values: Column, weights: Column) -> Statistic:
    """The weighted mean; NaN where a resample has none of the rows that count."""
    columns = np.stack([values * weights, weights], axis=1)

    def statistic(drawn: Column) -> Column:
        total, count = (drawn @ columns).T
        return np.asarray(np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0))

    return statistic
