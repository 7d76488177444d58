"""A candidate, what is known of it, and what it said, as programs read them."""

from datetime import datetime
from typing import Literal

from ninja import Field, Schema

from services.support import models
from shared.api.text import PlainText


class CandidateIn(Schema):
    """`versions` by the model's name; those that are not named stay as they are in force."""

    versions: dict[str, int] = {}
    max_wrong_share: float = Field(ge=0.001, le=0.5)
    confident: bool = False
    share: float = Field(0.0, ge=0.0, le=1.0)


class ShareIn(Schema):
    share: float = Field(ge=0.0, le=1.0)


class IntervalOut(Schema):
    value: float | None
    low: float
    high: float


class KnownOut(Schema):
    """`same` of all questions; `preferred`: the candidate's share of the pairs in which a person preferred a side."""

    answered: int
    waiting: int
    dropped: int
    same: IntervalOut
    differences: dict[str, int]
    live_milliseconds: float | None
    candidate_milliseconds: float | None
    preferred: IntervalOut
    neither: int
    unmarked: int
    verdict: Literal["better", "worse", "open"]


class CandidateOut(Schema):
    id: int
    state: str
    versions: dict[str, int]
    max_wrong_share: float
    confident: bool
    share: float
    created_at: datetime
    ready_at: datetime | None
    ended_at: datetime | None
    ended_because: str
    known: KnownOut | None


class SplitIn(Schema):
    share: float = Field(ge=0.05, le=0.95)
    receivers: list[PlainText] = Field(default_factory=list, max_length=100)


class ArmOut(Schema):
    visitors: int
    share: float | None


class MeasureOut(Schema):
    """`difference` is candidate minus live, with an interval that holds at every moment; none before it is known."""

    name: str
    control: ArmOut
    treatment: ArmOut
    difference: IntervalOut | None


class SplitOut(Schema):
    """`skewed`: the sides are not of the planned sizes, and nothing here can be trusted.

    `receivers` are told if it stops by itself.
    """

    id: int
    candidate: int
    share: float
    running: bool
    receivers: list[str]
    started_at: datetime
    ended_at: datetime | None
    ended_because: str
    evidence: dict[str, float]
    exposed: int
    exposed_treated: int
    waiting: int
    asked: int
    failed: int
    skewed: bool
    measures: list[MeasureOut]


class ShadowedFilter(Schema):
    difference: Literal["", "any", "same", "candidate_only", "live_only", "template", "source", "rung", "wording"] = ""
    better: Literal["", "none", "live", "candidate", "neither"] = ""


class SideOut(Schema):
    rung: str
    reason: str
    intent: str
    source: str
    confidence: float | None
    text: str
    milliseconds: float | None


class ShadowedOut(Schema):
    """A question, masked, and both answers."""

    id: int
    question: int
    asked: str
    difference: str
    better: str
    live: SideOut
    candidate: SideOut
    created_at: datetime

    @staticmethod
    def resolve_question(row: models.Shadowed) -> int:
        return row.question_id

    @staticmethod
    def resolve_asked(row: models.Shadowed) -> str:
        return row.question.text

    @staticmethod
    def resolve_live(row: models.Shadowed) -> dict[str, object]:
        reply = row.trace.answer
        cited = reply.citations if reply else []
        return {
            "rung": row.trace.rung,
            "reason": row.trace.reason,
            "intent": row.trace.intent,
            "source": cited[0]["document"] if cited else "",
            "confidence": row.trace.confidence,
            "text": reply.text if reply else "",
            "milliseconds": row.trace.milliseconds,
        }

    @staticmethod
    def resolve_candidate(row: models.Shadowed) -> models.Shadowed:
        return row


class ShadowsOut(Schema):
    items: list[ShadowedOut]
    next_cursor: str | None
