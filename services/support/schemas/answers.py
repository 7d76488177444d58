"""Questions, answers, and why."""

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema

from shared.api.text import PlainText


class TurnIn(Schema):
    author: Literal["visitor", "bot", "agent"]
    text: PlainText = Field(max_length=20_000)


class QuestionIn(Schema):
    question: str = Field(min_length=1, max_length=20_000)
    language: str | None = Field(None, max_length=12, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    history: list[TurnIn] = Field(default_factory=list, max_length=20)


class CitationOut(Schema):
    n: int
    chunk: int
    document: str
    version: int
    title: str
    heading: str
    url: str
    quote: str


class AnswerOut(Schema):
    answer: str
    rung: str
    reason: str
    language: str
    intent: str
    confidence: float | None
    citations: list[CitationOut]
    trace: int
    milliseconds: float


class TraceOut(Schema):
    id: int
    text: str
    language: str
    rung: str
    reason: str
    intent: str
    confidence: float | None
    steps: list[dict[str, Any]]
    versions: dict[str, Any]
    milliseconds: float
    question_id: int | None
    answer_id: int | None
    created_at: datetime


class TracesOut(Schema):
    items: list[TraceOut]
    next_cursor: str | None


class TraceFilter(Schema):
    rung: PlainText = Field("", max_length=12)
    reason: PlainText = Field("", max_length=40)
    intent: PlainText = Field("", max_length=100)
