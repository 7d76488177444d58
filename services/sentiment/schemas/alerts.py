"""Alerts and rules as programs read and change them."""

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema

from shared.api.text import PlainText
from shared.moments import Moment


class AlertFilter(Schema):
    state: Literal["", "open", "pending", "firing", "acknowledged", "resolved"] = ""
    severity: Literal["", "info", "warning", "critical"] = ""
    entity: PlainText = Field("", max_length=80)
    since: Moment | None = None
    until: Moment | None = None


class AlertOut(Schema):
    id: int
    rule_name: str
    series: str
    labels: dict[str, str]
    severity: str
    state: str
    score: float
    evidence: dict[str, Any]
    verdict: str
    fingerprint: str
    started_at: datetime
    fired_at: datetime | None
    acknowledged_at: datetime | None
    resolved_at: datetime | None


class AlertsOut(Schema):
    items: list[AlertOut]
    next_cursor: str | None


class VerdictIn(Schema):
    verdict: Literal["true", "false"]


class NoteIn(Schema):
    text: PlainText = Field(min_length=1, max_length=4000)


class RuleOut(Schema):
    id: int
    name: str
    detector: str
    parameters: dict[str, Any]
    scope: dict[str, Any]
    severity: str
    enabled: bool
    revision: int
    last_error: str


class YamlIn(Schema):
    yaml: str = Field(max_length=1_000_000)


class YamlOut(Schema):
    yaml: str
