"""Companies and their counts as programs read them."""

from datetime import datetime
from typing import Literal

from ninja import Field, Schema
from pydantic import AwareDatetime

from services.sentiment import models
from services.sentiment.schemas.text import PlainText


class EntityFilter(Schema):
    search: PlainText = Field("", max_length=200)


class EntityOut(Schema):
    key: str
    name: str
    name_zh: str
    ticker: str
    sector: str
    watched: bool


class EntityDetailOut(EntityOut):
    aliases: list[str]
    peers: list[str]

    @staticmethod
    def resolve_aliases(row: models.Entity) -> list[str]:
        return [alias.text for alias in row.aliases.all()]

    @staticmethod
    def resolve_peers(row: models.Entity) -> list[str]:
        return [peer.key for peer in row.peers.all()]


class EntitiesOut(Schema):
    items: list[EntityOut]
    next_cursor: str | None


class TrendFilter(Schema):
    """At most 400 days; hours at most for 31 of them."""

    since: AwareDatetime
    until: AwareDatetime
    step: Literal["hour", "day"] = "day"
    entity: PlainText = Field("", max_length=80, description="An entity's key.")
    topic: PlainText = Field("", max_length=60)
    group: PlainText = Field("", max_length=200, description="Outlet group.")


class PointOut(Schema):
    """Stories of one hour or day from `start`; each counts once an outlet group."""

    start: datetime
    total: int
    negative: int
    neutral: int
    positive: int


class TrendOut(Schema):
    points: list[PointOut]
