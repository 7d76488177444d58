"""The ranker's versions as programs read and move them."""

from datetime import datetime

from ninja import Field, Schema


class VersionOut(Schema):
    """`refusals` say why the gate would hold this version back now; `metrics` are held-out figures."""

    number: int
    live: bool
    created_at: datetime
    metrics: dict[str, dict[str, float]]
    refusals: list[str]


class VersionsOut(Schema):
    live: int | None
    versions: list[VersionOut]


class PromotionIn(Schema):
    """`force` puts a version in force although the gate would hold it back."""

    version: int = Field(ge=1, le=1_000_000)
    force: bool = False
