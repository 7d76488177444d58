"""Experiments as programs read them."""

from datetime import datetime
from typing import Any

from ninja import Schema

from services.recommend.actions.experiments.telling import Liked, Told


class ExperimentOut(Schema):
    """`surface` is empty for every surface; `share` is that of the treatment."""

    key: str
    surface: str
    design: str
    control: str
    treatment: str
    share: float
    horizon_hours: int
    started_at: datetime
    ended_at: datetime | None


class ExperimentsOut(Schema):
    items: list[ExperimentOut]
    next_cursor: str | None


class DifferenceOut(Schema):
    """Treatment minus control, with an interval that holds at every look; `known` where it leaves out zero."""

    value: float
    low: float
    high: float
    known: bool


class SideOut(Schema):
    users: int
    clicked: int


class SplitOut(Schema):
    """`skewed`: the split is not the planned one, so nothing here can be trusted.

    `saved`: the share of the variance that is explained by what users did before, and taken out.
    """

    control: SideOut
    treatment: SideOut
    saved: float
    skewed: bool


class InterleavedOut(Schema):
    """`users` clicked on what a side had brought, `silent` ones did not; `clicks` are those of each side."""

    users: int
    silent: int
    clicks: dict[str, int]


class ToldOut(Schema):
    """What is known so far: `split` or `interleaved`, as the experiment is designed.

    `difference` is null before there are enough users; of `waiting` ones the time that counts is not over.
    """

    experiment: ExperimentOut
    difference: DifferenceOut | None
    waiting: int
    split: SplitOut | None
    interleaved: InterleavedOut | None


def told(found: Told | Liked) -> dict[str, Any]:
    known = {"experiment": found.experiment, "difference": found.difference, "split": None, "interleaved": None}
    if isinstance(found, Told):
        return known | {"waiting": found.outcomes.waiting, "split": found}
    seen = found.preferences
    interleaved = {"users": found.users, "silent": seen.silent, "clicks": seen.clicks}
    return known | {"waiting": seen.waiting, "interleaved": interleaved}
