"""What moves satisfaction, and who will be unhappy, as programs read it."""

from datetime import datetime
from typing import Any

from ninja import Field, Schema


class IntervalOut(Schema):
    """A figure with the ends of its 95 % interval."""

    value: float
    low: float
    high: float


class EffectOut(Schema):
    """`name` is F, U or R; `slope` is points of the rating from an index of 0 to 1; none where it did not vary."""

    name: str
    slope: IntervalOut | None
    shown: bool
    mean: float
    spread: float
    vif: float | None


class MeasureOut(Schema):
    """From 0 at its worst to 1 at its best: the mean, and that of satisfied and of unhappy customers."""

    name: str
    index: str
    mean: float
    happy: float | None = None
    unhappy: float | None = None
    gap: IntervalOut | None = None


class ChecksOut(Schema):
    """`r2` is on customers held out, against the mean; `curve` away from zero means that a line is too simple."""

    r2: IntervalOut
    correlations: list[list[float]]
    curve: IntervalOut
    spread_ratio: float
    outside: int
    ordinal: dict[str, Any]
    scores: list[int]
    per_customer: float


class DriversOut(Schema):
    """`few`: there is too little to tell, and nothing but counts is known."""

    version: int
    state: str
    fitted_at: datetime
    few: bool
    ratings: int
    customers: int
    too_early: int
    asked: int
    effects: list[EffectOut] = []
    leader: str = Field("", description="Which moves ratings most; empty where that is not shown.")
    checks: ChecksOut | None = None
    measures: list[MeasureOut] = []
    unrated: dict[str, Any] = {}
    reading: list[str] = Field(description="The same in words, in the language asked for.")


class BinOut(Schema):
    expected: float
    happened: IntervalOut
    conversations: float


class ForecastOut(Schema):
    """Figures are of the latest ratings, which it was not fitted on; none where there were too few."""

    version: int
    state: str
    fitted_at: datetime
    few: bool
    ratings: int
    unhappy: int
    held: int
    held_unhappy: int
    auc: IntervalOut | None = None
    brier: IntervalOut | None = None
    brier_base: IntervalOut | None = None
    skill: IntervalOut | None = None
    expected: float | None = None
    happened: IntervalOut | None = None
    reliability: list[BinOut] = []
    slopes: dict[str, float] = {}
    early_handover: float | None = Field(description="From this chance on a person is called; none: never.")
    verdict: str


class SatisfactionOut(Schema):
    """Nothing has been fitted yet where one is missing."""

    drivers: DriversOut | None
    forecast: ForecastOut | None
