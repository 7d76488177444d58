"""Models and their versions as programs read and move them."""

from datetime import datetime

from ninja import Field, Schema


class ModelVersionOut(Schema):
    """`refusals` say why the gate would hold this version back now; `metrics` are held-out figures."""

    number: int
    live: bool
    created_at: datetime
    backbone: str
    metrics: dict[str, dict[str, float]]
    refusals: list[str]


class ModelOut(Schema):
    name: str
    live: int | None
    versions: list[ModelVersionOut]


class ModelsOut(Schema):
    items: list[ModelOut]


class PromotionIn(Schema):
    """`force` puts a version in force although the gate would hold it back."""

    version: int = Field(ge=1, le=1_000_000)
    force: bool = False
