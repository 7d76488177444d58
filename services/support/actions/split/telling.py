"""What an experiment says so far, measure by measure, and whether it may be believed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from services.support import models
from services.support.queries import splits as stored
from services.support.queries.splits import Outcomes
from shared.experiments.sequences import MIN_USERS, MISMATCH, Difference, difference, mismatch

# What happens later owes little to the first answer.
HORIZON = timedelta(hours=24)
# The guardrail cannot wait that long: who is unhappy says so at once.
GUARD_HORIZON = timedelta(hours=1)
# With fewer on either side the spread itself is hardly known.
MIN_SIDE = 30
ENOUGH = MIN_USERS
MEASURES = ("handed_over", "unhappy", "thumbs_down", "thumbs_up", "reopened")


@dataclass(frozen=True)
class Side:
    visitors: int
    count: float

    @property
    def share(self) -> float | None:
        return self.count / self.visitors if self.visitors else None


@dataclass(frozen=True)
class Measure:
    """Candidate minus live; None before there are enough visitors to say anything."""

    name: str
    control: Side
    treatment: Side
    difference: Difference | None


@dataclass(frozen=True)
class Told:
    """`skewed`: the sides are not of the planned sizes, so nothing else here can be trusted."""

    split: models.Split
    exposed: int
    exposed_treated: int
    waiting: int
    asked: int
    failed: int
    measures: Sequence[Measure]
    rating: Measure
    split_chance: float

    @property
    def skewed(self) -> bool:
        return self.split_chance < MISMATCH


def tell(split: models.Split) -> Told:
    seen = stored.outcomes(split, horizon=HORIZON, now=timezone.now())
    asked, failed = stored.answers(split)
    return Told(
        split=split,
        exposed=seen.exposed,
        exposed_treated=seen.exposed_treated,
        waiting=seen.waiting,
        asked=asked,
        failed=failed,
        measures=[sides_of(seen, name, share=split.share) for name in MEASURES],
        rating=_rating(seen, share=split.share),
        split_chance=mismatch(seen.exposed_treated, seen.exposed, share=split.share),
    )


def sides_of(seen: Outcomes, name: str, *, share: float) -> Measure:
    """The share of visitors of each side to whom it happened."""
    return _measure(name, [float(shown) for shown in seen.shows(name)], seen.treated, share=share)


def _rating(seen: Outcomes, *, share: float) -> Measure:
    """The mean of those who gave one; who rates is not everybody."""
    rated = [visit for visit in seen.visits if visit.score is not None]
    scores = [float(visit.score or 0) for visit in rated]
    return _measure("rating", scores, [visit.treated for visit in rated], share=share)


def _measure(name: str, values: Sequence[float], treated: Sequence[bool], *, share: float) -> Measure:
    control, treatment = (
        [value for value, is_treated in zip(values, treated, strict=True) if is_treated is wanted]
        for wanted in (False, True)
    )
    enough = min(len(control), len(treatment)) >= MIN_SIDE and len(values) >= MIN_USERS
    # What has happened to nobody, or to all, has no spread, and an interval of no width would claim to know.
    varies = len(set(values)) > 1
    return Measure(
        name,
        Side(len(control), sum(control)),
        Side(len(treatment), sum(treatment)),
        difference(values, treated, share=share) if enough and varies else None,
    )
