"""Silences as programs read and make them."""

from datetime import datetime

from ninja import Field, Schema

from shared.api.text import PlainText
from shared.moments import Moment


class SilenceIn(Schema):
    """Without labels every alert is silenced."""

    labels: dict[str, PlainText] = Field({}, description="Of alertname, severity, entity, topic, sector.")
    starts_at: Moment | None = Field(None, description="From now on, where it is left out.")
    ends_at: Moment
    reason: PlainText = Field(min_length=1, max_length=300)


class SilenceOut(Schema):
    id: int
    labels: dict[str, str]
    starts_at: datetime
    ends_at: datetime
    reason: str
    author: str | None = Field(None, alias="author.username")
