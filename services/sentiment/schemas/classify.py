"""Texts to judge, and what they say."""

from ninja import Field, Schema

from shared.api.text import PlainText


class TextsIn(Schema):
    texts: list[PlainText] = Field(min_length=1, max_length=100)


class EntityVerdictOut(Schema):
    """`entity` is the dictionary's key; `spans` are [start, end) offsets into the text."""

    entity: str
    spans: list[tuple[int, int]]
    sentiment: str
    probabilities: dict[str, float]


class VerdictOut(Schema):
    sentiment: str
    topic: str
    probabilities: dict[str, float]
    topic_probability: float | None
    accepted: bool
    entities: list[EntityVerdictOut]
    model_version: str


class VerdictsOut(Schema):
    items: list[VerdictOut]
