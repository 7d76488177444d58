"""What an experiment says so far: the split, both sides' shares, and their difference if it is known."""

from dataclasses import dataclass
from datetime import datetime

from services.recommend import models
from services.recommend.actions.experiments.sequences import MISMATCH, Difference, difference, mismatch
from services.recommend.queries.experiments import Outcomes, outcomes


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
    """`skewed`: the split is not the planned one, so nothing else here can be trusted."""

    experiment: models.Experiment
    outcomes: Outcomes
    control: Side
    treatment: Side
    difference: Difference | None
    split_chance: float

    @property
    def skewed(self) -> bool:
        return self.split_chance < MISMATCH


def tell(experiment: models.Experiment, *, now: datetime) -> Told:
    seen = outcomes(experiment, now=now)
    return Told(
        experiment=experiment,
        outcomes=seen,
        control=_side(experiment.get_control_display(), seen, treated=False),
        treatment=_side(experiment.get_treatment_display(), seen, treated=True),
        difference=difference(seen.clicked, seen.treated, share=experiment.share),
        split_chance=mismatch(seen.exposed_treated, seen.exposed, share=experiment.share),
    )


def _side(way: str, seen: Outcomes, *, treated: bool) -> Side:
    mine = [clicked for side, clicked in zip(seen.treated, seen.clicked, strict=True) if side is treated]
    return Side(way, len(mine), sum(mine))
