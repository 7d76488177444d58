"""Pins and rules as programs send and read them."""

from datetime import datetime

from ninja import Field, Schema

from shared.api.text import PlainText
from shared.moments import Moment


class PinIn(Schema):
    """Pinning an item again on a surface moves it."""

    item: PlainText = Field(max_length=120)
    position: int = Field(1, ge=1, le=50)
    surface: PlainText = Field("", max_length=60, description="Empty means every surface.")
    starts_at: Moment | None = None
    ends_at: Moment | None = None


class PinOut(Schema):
    id: int
    item: str = Field(alias="item.key")
    position: int
    surface: str
    starts_at: datetime | None
    ends_at: datetime | None


class PinFilter(Schema):
    surface: PlainText = Field("", max_length=60)


class RulesIn(Schema):
    surface: PlainText = Field("", max_length=60, description="Empty means every surface without rules of its own.")
    most_of_category: int = Field(0, ge=0, le=10, description="In each ten items; 0 means any number.")
    loss_budget: float = Field(0.0, ge=0, le=0.1, description="The share of NDCG@10 that variety may cost.")


class RulesOut(Schema):
    surface: str
    most_of_category: int
    loss_budget: float
