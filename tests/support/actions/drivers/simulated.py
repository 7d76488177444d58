"""Ratings drawn from known effects: what a fit must find again."""

import numpy as np

from modelkit.evaluation.intervals import Column
from services.support.actions.drivers.gathering import Gathered
from services.support.actions.drivers.indices import MEASURES, Index, indices
from services.support.actions.drivers.resampling import Places, places_of

ALPHA, BETA, GAMMA = 2.0, 1.0, 0.6
TRUE = (ALPHA, BETA, GAMMA)


def three(
    n: int, *, seed: int, effects: tuple[float, float, float] = TRUE, noise: float = 0.6, moody: float = 0.4
) -> tuple[Column, Column, Places]:
    """Indices [n, 3] that go together a little, scores [n], and customers who rate twice each and have their moods."""
    generator = np.random.default_rng(seed)
    shared = generator.normal(size=(n, 1))
    table = 1 / (1 + np.exp(-(0.5 * shared + generator.normal(size=(n, 3)))))
    places: Places = np.arange(n) // 2
    mood = generator.normal(scale=moody, size=n)[places]
    scores: Column = 1.5 + table @ np.array(effects) + mood + generator.normal(scale=noise, size=n)
    return table, scores, places


def gathered(n: int, *, seed: int, effects: tuple[float, float, float] = TRUE) -> Gathered:
    """Whole ratings from 1 to 5 that follow from measures."""
    generator = np.random.default_rng(seed)
    measures = generator.beta(2, 2, size=(n, len(MEASURES)))
    # Within a group measures go together, so that their mean differs between conversations.
    for index in Index:
        group = [place for place, one in enumerate(MEASURES) if one.index == index]
        measures[:, group] = 0.3 * measures[:, group] + 0.7 * generator.beta(2, 2, size=(n, 1))
    measures[:, 0] = measures[:, 0].round()
    table = indices(measures)
    raw = 1.2 + table @ np.array(effects) + generator.normal(scale=0.5, size=n)
    visitors = [f"v{number // 2}" for number in range(n)]
    assert len(places_of(visitors)) == n
    return Gathered(
        measures, np.clip(np.round(raw), 1, 5), visitors, measures[: n // 2] * 0.9, too_early=3, asked=4 * n
    )
