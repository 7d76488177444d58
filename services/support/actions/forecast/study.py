"""Fit on the earlier ratings, judge on the later ones of other customers, and say whether it may speak."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modelkit.evaluation.intervals import Column
from services.support.actions.drivers import resampling
from services.support.actions.drivers.resampling import Places
from services.support.actions.forecast import model as models
from services.support.actions.forecast.judging import judge
from services.support.actions.forecast.model import Model
from services.support.actions.forecast.moments import Moments, Sample, moments
from services.support.queries.talks import Talk

# Of both outcomes, to fit on and to judge by; fewer make any figure a matter of luck.
FEWEST_RATINGS, FEWEST_EACH, FEWEST_EACH_HELD = 50, 15, 5
HELD_OUT = 0.3


@dataclass(frozen=True)
class Studied:
    """`model` is there where it was fitted; `passes` where it beats the base rate on what was held out."""

    figures: dict[str, Any]
    model: Model | None = None

    @property
    def passes(self) -> bool:
        if self.model is None or self.model.stretch == 0:
            return False
        return bool(self.figures["skill"]["low"] > 0 and self.figures["auc"]["low"] > 0.5)


@dataclass(frozen=True)
class Split:
    """Which rated conversations are fitted on, and which are kept to judge by."""

    fitted: NDArray[np.bool_]
    held: NDArray[np.bool_]


def split(sample: Sample) -> Split:
    """The latest three in ten are held out; what their customers said before is left out of the fit altogether."""
    n = len(sample.visitors)
    held = np.arange(n) >= n - round(HELD_OUT * n)
    theirs = {visitor for visitor, out in zip(sample.visitors, held, strict=True) if out}
    known = np.array([visitor in theirs for visitor in sample.visitors], dtype=bool)
    return Split(fitted=~held & ~known, held=held)


def study(sample: Sample, unrated: list[Talk]) -> Studied:
    parts = split(sample)
    counted = _counted(sample, parts)
    if not _is_enough(counted):
        return Studied({**counted, "few": True})
    places = resampling.places_of(sample.visitors)
    rows = sample.moments
    inside = parts.fitted[rows.talk]
    found = models.fit(rows.signs[inside], rows.unhappy[inside], rows.weights[inside], places[rows.talk[inside]])
    chances = found.probabilities(rows.signs)
    out = parts.held[rows.talk]
    base = float(sample.unhappy[parts.fitted].mean())
    # Customers of held-out conversations alone are drawn.
    customers = np.unique(places[rows.talk[out]], return_inverse=True)[1].astype(np.intp)
    judged = judge(chances[out], rows.unhappy[out], rows.weights[out], customers, base=base)
    silent = moments(unrated, np.zeros(len(unrated), dtype=bool))
    costs = {
        "peaks": [
            [round(float(peak), 4), bool(sample.unhappy[place]), bool(sample.called[place])]
            for place, peak in _peaks(rows, chances, parts.held)
        ],
        "peaks_unrated": [
            round(float(peak), 4)
            for _place, peak in _peaks(silent, found.probabilities(silent.signs), np.ones(len(unrated), dtype=bool))
        ],
    }
    slopes = dict(zip(found.names, [found.stretch * slope for slope in found.slopes], strict=True))
    return Studied({**counted, "few": False, **judged, **costs, "slopes": slopes}, found)


def _counted(sample: Sample, parts: Split) -> dict[str, Any]:
    return {
        "ratings": len(sample.visitors),
        "unhappy": int(sample.unhappy.sum()),
        "fitted": int(parts.fitted.sum()),
        "fitted_unhappy": int(sample.unhappy[parts.fitted].sum()),
        "held": int(parts.held.sum()),
        "held_unhappy": int(sample.unhappy[parts.held].sum()),
        "held_since": min((at.isoformat() for at, out in zip(sample.at, parts.held, strict=True) if out), default=None),
        "needed": {"ratings": FEWEST_RATINGS, "each": FEWEST_EACH, "each_held": FEWEST_EACH_HELD},
    }


def _is_enough(counted: dict[str, Any]) -> bool:
    fitted = min(counted["fitted_unhappy"], counted["fitted"] - counted["fitted_unhappy"])
    held = min(counted["held_unhappy"], counted["held"] - counted["held_unhappy"])
    return bool(counted["ratings"] >= FEWEST_RATINGS and fitted >= FEWEST_EACH and held >= FEWEST_EACH_HELD)


def _peaks(rows: Moments, chances: Column, chosen: NDArray[np.bool_]) -> list[tuple[int, float]]:
    """For each chosen conversation the highest chance while the assistant was alone with it; 0 where it never was."""
    peaks = np.zeros(len(chosen))
    np.maximum.at(peaks, rows.talk, np.where(rows.by_assistant, chances, 0.0))
    places: Places = np.flatnonzero(chosen)
    return [(int(place), float(peaks[place])) for place in places]
