"""What an experiment says so far: the split, both sides' shares, and their difference if it is known."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from services.recommend import models
from services.recommend.queries.experiments import Outcomes, Preferences, outcomes, preferences
from shared.experiments.sequences import MISMATCH, Difference, difference, mean, mismatch, saved


@dataclass(frozen=True)
class Side:
    way: str
    users: int
    clicked: int

    @property
    def share(self) -> float | None:
        return self.clicked / self.users if self.users else None


@dataclass(frozen=True)
class Told:
    """`skewed`: the split is not the planned one, so nothing else here can be trusted.

    `saved`: the share of the variance that clicks from before the experiment explain, and that is taken out.
    """

    experiment: models.Experiment
    outcomes: Outcomes
    control: Side
    treatment: Side
    difference: Difference | None
    saved: float
    split_chance: float

    @property
    def skewed(self) -> bool:
        return self.split_chance < MISMATCH


@dataclass(frozen=True)
class Liked:
    """An interleaved experiment so far: `difference` is the mean preference, from -1 for control to 1."""

    experiment: models.Experiment
    preferences: Preferences
    difference: Difference | None

    @property
    def users(self) -> int:
        return len(self.preferences.values)


def tell(experiment: models.Experiment, *, now: datetime) -> Told | Liked:
    return _liked(experiment, now) if experiment.interleaves else _told(experiment, now)


def _liked(experiment: models.Experiment, now: datetime) -> Liked:
    found = preferences(experiment, now=now)
    return Liked(experiment, found, mean(found.values))


def _told(experiment: models.Experiment, now: datetime) -> Told:
    seen = outcomes(experiment, now=now)
    return Told(
        experiment=experiment,
        outcomes=seen,
        control=_side(experiment.get_control_display(), seen, treated=False),
        treatment=_side(experiment.get_treatment_display(), seen, treated=True),
        difference=difference(seen.clicked, seen.treated, share=experiment.share, before=np.log1p(seen.before)),
        saved=saved(seen.clicked, np.log1p(seen.before)) if seen.clicked else 0.0,
        split_chance=mismatch(seen.exposed_treated, seen.exposed, share=experiment.share),
    )


def _side(way: str, seen: Outcomes, *, treated: bool) -> Side:
    mine = [clicked for side, clicked in zip(seen.treated, seen.clicked, strict=True) if side is treated]
    return Side(way, len(mine), sum(mine))
