"""Conversations as the widget and the desk see them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from services.support import models
from services.support.actions.satisfaction import link_for
from services.support.queries import merges
from services.support.queries.conversations import agent_name, message_as_dict, messages
from shared.api.text import PlainText

_LANGUAGE = r"^$|^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


class IdentityIn(Schema):
    """The company vouches for its customer: HMAC-SHA256 over the id, with the secret that both know."""

    external_id: PlainText = Field(min_length=1, max_length=200)
    signature: str = Field(max_length=128)


class SessionIn(Schema):
    language: str = Field("", max_length=12, pattern=_LANGUAGE)
    token: str = Field("", max_length=1000)
    identity: IdentityIn | None = None


class SessionOut(Schema):
    token: str
    visitor: UUID
    expires_in: int


class ConfigOut(Schema):
    company: str
    greeting: str
    language: str
    max_length: int


class ConversationIn(Schema):
    language: str = Field("", max_length=12, pattern=_LANGUAGE)


class OwnConversationOut(Schema):
    """The visitor's own."""

    id: UUID
    state: str
    last_event: int
    created_at: datetime
    updated_at: datetime


class OwnConversationsOut(Schema):
    items: list[OwnConversationOut]


class MessageIn(Schema):
    text: str
    client_id: PlainText = Field("", max_length=64)


class AcceptedOut(Schema):
    id: int
    client_id: str
    state: str
    last_event: int


class StateOut(Schema):
    state: str


class FeedbackIn(Schema):
    value: int = Field(ge=-1, le=1)


class FeedbackOut(Schema):
    value: int
    state: str


class SurveyOut(Schema):
    """`score` is what the customer has given already."""

    enabled: bool
    question: str
    asks_comment: bool
    score: int | None


class RatingIn(Schema):
    score: int = Field(ge=1, le=5)
    comment: str = Field("", max_length=2_000)


class RatingOut(Schema):
    score: int
    comment: str


class TypingIn(Schema):
    on: bool


class MergeIn(Schema):
    """`same_person`: the two customers are one person, who may read both from then on."""

    into: UUID
    same_person: bool = False


class ConversationFilter(Schema):
    state: str = Field("", pattern="^(|bot|waiting|person|closed)$")
    mine: bool = False


class ConversationOut(Schema):
    """For agents and programs."""

    id: UUID
    state: str
    epoch: int
    language: str
    channel: str = Field(description="widget or email: where the customer wrote last, and answers go.")
    subject: str
    handover_reason: str
    unhappy_count: int
    last_event: int
    agent: str | None
    visitor_id: UUID
    created_at: datetime
    updated_at: datetime
    waiting_since: datetime | None
    closed_at: datetime | None

    @staticmethod
    def resolve_agent(row: Any) -> str | None:
        return agent_name(row.assigned_to)


class ConversationsOut(Schema):
    items: list[ConversationOut]
    next_cursor: str | None


class AttachmentOut(Schema):
    """A file that came by mail; `refused` says why it was not kept. Agents download it from the desk."""

    id: int
    name: str
    kind: str
    size: int
    refused: str


class MessageOut(Schema):
    id: int
    author: str
    agent: str | None
    text: str
    citations: list[dict[str, Any]]
    in_reply_to: int | None
    client_id: str
    created_at: datetime
    feedback: int
    rung: str | None
    channel: str
    attachments: list[AttachmentOut]


class ReasonOut(Schema):
    """A sign that raises the chance: `low` where the conversation is below the usual in it, else above."""

    name: str
    low: bool
    weight: float


class PredictionOut(Schema):
    """The chance that the customer will rate it 1 or 2, as of event `event`, by that version of the forecast."""

    probability: float
    reasons: list[ReasonOut]
    version: int
    event: int
    updated_at: datetime


class ConversationDetailOut(ConversationOut):
    """With all that was said, in this conversation and in those that were merged into it."""

    prediction: PredictionOut | None
    messages: list[MessageOut]
    merged_into: UUID | None = Field(description="Where this conversation reads on, if it was merged.")
    merged: list[UUID] = Field(description="Conversations that read on in this one.")
    rating_path: str = Field(description="Where the customer rates it without a login, below the site's address.")

    @staticmethod
    def resolve_merged_into(row: Any) -> UUID | None:
        found = merges.of_source(row.pk)
        return found.target_id if found else None

    @staticmethod
    def resolve_merged(row: Any) -> list[UUID]:
        return [one.source_id for one in merges.into(row.pk)]

    @staticmethod
    def resolve_prediction(row: Any) -> models.Prediction | None:
        return getattr(row, "prediction", None)

    @staticmethod
    def resolve_rating_path(row: Any) -> str:
        return link_for(row)

    @staticmethod
    def resolve_messages(row: Any) -> list[dict[str, Any]]:
        return [
            {**message_as_dict(message, rung=_rung(message)), "attachments": list(message.attachments.all())}
            for message in messages(row.pk)
        ]


def _rung(message: models.Message) -> str | None:
    trace = getattr(message, "trace", None)
    return trace.rung if trace else None
