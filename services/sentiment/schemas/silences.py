"""Silences as programs read and make them."""

from datetime import datetime

from ninja import Field, Schema


class SilenceIn(Schema):
    """Without labels every alert is silenced."""

    labels: dict[str, str] = Field({}, description="Of alertname, severity, entity, topic, sector.")
    starts_at: datetime | None = Field(None, description="From now on, where it is left out.")
    ends_at: datetime
    reason: str = Field(min_length=1, max_length=300)


class SilenceOut(Schema):
    id: int
    labels: dict[str, str]
    starts_at: datetime
    ends_at: datetime
    reason: str
    author: str | None = Field(None, alias="author.username")
