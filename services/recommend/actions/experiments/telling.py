"""What an experiment says so far: the split, both sides' shares, and their difference if it is known."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np

from services.recommend import models
from services.recommend.actions.experiments.sides import sides_of
from services.recommend.queries.experiments import Outcomes, Preferences, outcomes, preferences
from shared.experiments.sequences import MISMATCH, Difference, difference, mean, mismatch, saved


class Verdict(StrEnum):
    """`THIN`: too few count so far; `OPEN`: the interval still holds zero; `SKEWED`: nothing can be said."""

    BETTER = "better"
    WORSE = "worse"
    OPEN = "open"
    THIN = "thin"
    SKEWED = "skewed"

    @classmethod
    def of(cls, difference: Difference | None) -> "Verdict":
        if difference is None:
            return cls.THIN
        if not difference.known:
            return cls.OPEN
        return cls.BETTER if difference.value > 0 else cls.WORSE


@dataclass(frozen=True)
class Side:
    """`clicked`: of the users, those who did what counts."""

    way: str
    users: int
    clicked: int

    @property
    def share(self) -> float | None:
        return self.clicked / self.users if self.users else None


@dataclass(frozen=True)
class Told:
    """`skewed`: the split is not the planned one, so nothing else here can be trusted.

    `saved`: the share of the variance that what users did before the experiment explains, and that is taken out.
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

    @property
    def verdict(self) -> Verdict:
        return Verdict.SKEWED if self.skewed else Verdict.of(self.difference)

    @property
    def users(self) -> int:
        """Of both sides, those that count."""
        return len(self.outcomes.clicked)


@dataclass(frozen=True)
class Liked:
    """An interleaved experiment so far: `difference` is the mean preference, from -1 for control to 1."""

    experiment: models.Experiment
    control: str
    treatment: str
    preferences: Preferences
    difference: Difference | None

    @property
    def users(self) -> int:
        return len(self.preferences.values)

    @property
    def verdict(self) -> Verdict:
        return Verdict.of(self.difference)


def tell(experiment: models.Experiment, *, now: datetime) -> Told | Liked:
    return _liked(experiment, now) if experiment.interleaves else _told(experiment, now)


def _liked(experiment: models.Experiment, now: datetime) -> Liked:
    found = preferences(experiment, now=now)
    control, treatment = (str(side) for side in sides_of(experiment))
    return Liked(experiment, control, treatment, found, mean(found.values))


def _told(experiment: models.Experiment, now: datetime) -> Told:
    seen = outcomes(experiment, now=now)
    control, treatment = (str(side) for side in sides_of(experiment))
    return Told(
        experiment=experiment,
        outcomes=seen,
        control=_side(control, seen, treated=False),
        treatment=_side(treatment, seen, treated=True),
        difference=difference(seen.clicked, seen.treated, share=experiment.share, before=np.log1p(seen.before)),
        saved=saved(seen.clicked, np.log1p(seen.before)) if seen.clicked else 0.0,
        split_chance=mismatch(seen.exposed_treated, seen.exposed, share=experiment.share),
    )


def _side(way: str, seen: Outcomes, *, treated: bool) -> Side:
    mine = [clicked for side, clicked in zip(seen.treated, seen.clicked, strict=True) if side is treated]
    return Side(way, len(mine), sum(mine))
