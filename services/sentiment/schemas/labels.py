"""Labels as programs give and take them."""

from datetime import datetime
from typing import Literal

from ninja import Field, Schema

from services.sentiment.schemas.articles import Tone
from shared.api.text import PlainText


class LabelFilter(Schema):
    """Empty takes all."""

    sentiment: Literal["", "negative", "neutral", "positive"] = ""
    language: PlainText = Field("", max_length=12)
    split: Literal["", "train", "validation", "test"] = ""
    entity: PlainText = Field("", max_length=200, description="As the text writes it.")


class LabelIn(Schema):
    """What an article is, or with `entity`, a key of the dictionary, what it says of that company."""

    article: int = Field(ge=1, le=2**62)
    entity: PlainText = Field("", max_length=80)
    sentiment: Tone
    topic: PlainText = Field("", max_length=60)


class LabelOut(Schema):
    id: int
    text: str
    entity: str = Field(alias="entity_name")
    sentiment: str
    topic: str
    language: str
    split: str
    article: int | None = Field(None, alias="article_id")
    created_at: datetime


class LabelsOut(Schema):
    items: list[LabelOut]
    next_cursor: str | None


class CandidateOut(Schema):
    """What to label next; `margin` and `alike` say why."""

    article: int
    entity: str
    title: str
    sentiment: str
    probabilities: dict[str, float]
    margin: float
    alike: float


class CandidatesOut(Schema):
    items: list[CandidateOut]
