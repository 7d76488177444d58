"""A report as programs read it."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone
from ninja import Field, Schema
from pydantic import field_validator, model_validator

from services.support.queries.overview import LONGEST_DAYS, Period


class ReportIn(Schema):
    """Whole days in a time zone, both ends included; without dates the last 30. `limit`: what it would cost."""

    first: date | None = None
    last: date | None = None
    zone: str = Field("UTC", max_length=60)
    limit: float | None = Field(None, ge=0.005, le=0.3)

    @field_validator("zone")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("This is no time zone. Use a name such as Europe/Dublin.")
        return value

    @field_validator("first", "last")
    @classmethod
    def _has_neighbours(cls, value: date | None) -> date | None:
        """The period before must exist, too."""
        if value and not 1900 <= value.year <= 9000:
            raise ValueError("Use a year between 1900 and 9000.")
        return value

    @model_validator(mode="after")
    def _is_a_period(self) -> "ReportIn":
        period = self.period
        if period.first > period.last or period.days > LONGEST_DAYS:
            raise ValueError(f"`first` comes before `last`, by {LONGEST_DAYS} days at most.")
        return self

    @property
    def period(self) -> Period:
        last = self.last or timezone.localdate(timezone=ZoneInfo(self.zone))
        return Period(self.first or last - timedelta(days=29), last)


class FigureOut(Schema):
    """`low` and `high` end the 95 % interval of a share; times are in seconds; `before` is the period before."""

    name: str
    kind: str
    value: float | None
    low: float | None
    high: float | None
    of: int | None
    before: float | None
    unit: str


class ShareOut(Schema):
    count: int
    total: int
    value: float | None
    low: float | None
    high: float | None


class QualityOut(Schema):
    topic: str
    language: str
    answers: int
    liked: ShareOut
    satisfied: ShareOut


class SupposedOut(Schema):
    """Of `questions`, `answered` were answered, and between `least` and `most` would have been."""

    limit: float
    questions: int
    skipped: int
    answered: int
    least: int
    most: int
    cost: float
    cost_at_least: float
    currency: str
    wrong: float | None
    wrong_now: float | None


class ReportOut(Schema):
    first: date
    last: date
    figures: list[FigureOut]
    quality: list[QualityOut]
    supposed: SupposedOut | None
