"""Articles and stories as programs read and send them."""

from datetime import datetime
from typing import Literal

from ninja import Field, Schema
from pydantic import HttpUrl

from services.sentiment import models
from shared.api.text import PlainText
from shared.moments import Moment

Tone = Literal["negative", "neutral", "positive"]


class ArticleFilter(Schema):
    """Empty takes all. With an entity, `sentiment` is the tone towards it, else that of the article."""

    since: Moment | None = None
    until: Moment | None = None
    entity: PlainText = Field("", max_length=80, description="An entity's key.")
    topic: PlainText = Field("", max_length=60)
    sentiment: Literal["", "negative", "neutral", "positive"] = ""
    language: PlainText = Field("", max_length=12)
    group: PlainText = Field("", max_length=200, description="Outlet group.")
    search: PlainText = Field("", max_length=200, description="Part of the title.")


class ArticleIn(Schema):
    """An article to judge like those that the crawler finds. The same address again changes nothing."""

    url: HttpUrl = Field(max_length=2000)
    title: PlainText = Field(min_length=1, max_length=500)
    text: PlainText = Field("", max_length=200_000)
    published_at: Moment | None = Field(None, description="Now, where it is not given.")
    author: PlainText = Field("", max_length=300)
    language: PlainText = Field("", max_length=12)


class VerdictOut(Schema):
    """`entity` is empty where the whole article is meant."""

    entity: str
    sentiment: Tone
    probabilities: dict[str, float]
    topic: str
    accepted: bool
    model_version: str

    @staticmethod
    def resolve_entity(row: models.Judgement) -> str:
        return row.entity.key if row.entity else ""


class ArticleOut(Schema):
    id: int
    url: str
    title: str
    group: str
    language: str
    published_at: datetime
    fetched_at: datetime
    judged_at: datetime | None
    story: int | None = Field(None, alias="story_id")
    duplicate_of: int | None = Field(None, alias="duplicate_of_id")
    verdicts: list[VerdictOut]


class ArticleDetailOut(ArticleOut):
    author: str
    text: str
    canonical_url: str
    published_from: str
    published_confidence: float
    provenance: dict[str, object]


class ArticlesOut(Schema):
    items: list[ArticleOut]
    next_cursor: str | None


class StoredOut(Schema):
    """`new` is false where the address was known; `near` is true where another article says the same."""

    id: int
    new: bool
    near: bool


class StoryOut(Schema):
    id: int
    title: str
    language: str
    first_seen_at: datetime
    last_seen_at: datetime
    articles_count: int
    groups_count: int


class StoriesOut(Schema):
    items: list[StoryOut]
    next_cursor: str | None


class StoryDetailOut(StoryOut):
    articles: list[ArticleOut]
