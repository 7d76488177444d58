"""Companies and their counts as programs read and write them."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import AfterValidator

from services.sentiment import models
from shared.api.text import PlainText
from shared.moments import Moment


def _filled(value: str) -> str:
    if not value.strip():
        raise ValueError("It is empty; write a name or leave it out.")
    return value.strip()


Name = Annotated[PlainText, AfterValidator(_filled)]


class EntityFilter(Schema):
    search: PlainText = Field("", max_length=200)


class AliasIn(Schema):
    """A name that texts use. With `needs`, one of those words must stand in the text too."""

    text: Name = Field(min_length=1, max_length=200)
    case_sensitive: bool = False
    needs: list[Name] = Field(default_factory=list, max_length=50)


class EntityIn(Schema):
    """`peers` are the keys of competitors. The key is made of the name where none is given, and stays."""

    name: Name = Field(min_length=1, max_length=200)
    key: str = Field("", max_length=70, pattern=r"^[a-z0-9_-]*$")
    name_zh: PlainText = Field("", max_length=200)
    ticker: PlainText = Field("", max_length=24)
    sector: PlainText = Field("", max_length=100)
    watched: bool = True
    peers: list[PlainText] = Field(default_factory=list, max_length=100)
    aliases: list[AliasIn] = Field(default_factory=list, max_length=200)


class EntityPatch(Schema):
    """What is left out stays as it is; a list that is given replaces the list there was."""

    name: Name | None = Field(None, min_length=1, max_length=200)
    name_zh: PlainText | None = Field(None, max_length=200)
    ticker: PlainText | None = Field(None, max_length=24)
    sector: PlainText | None = Field(None, max_length=100)
    watched: bool | None = None
    peers: list[PlainText] | None = Field(None, max_length=100)
    aliases: list[AliasIn] | None = Field(None, max_length=200)


class EntityOut(Schema):
    key: str
    name: str
    name_zh: str
    ticker: str
    sector: str
    watched: bool


class AliasOut(Schema):
    text: str
    case_sensitive: bool
    needs: list[str]


class EntityDetailOut(EntityOut):
    aliases: list[AliasOut]
    peers: list[str]

    @staticmethod
    def resolve_aliases(row: models.Entity) -> list[models.Alias]:
        return list(row.aliases.all())

    @staticmethod
    def resolve_peers(row: models.Entity) -> list[str]:
        return [peer.key for peer in row.peers.all()]


class EntitiesOut(Schema):
    items: list[EntityOut]
    next_cursor: str | None


class TrendFilter(Schema):
    """At most 400 days; hours at most for 31 of them."""

    since: Moment
    until: Moment
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
