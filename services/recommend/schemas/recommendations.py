"""Lists as programs ask for and read them."""

from typing import Annotated, Any

from ninja import Field, Schema

from shared.api.text import PlainText

Language = Annotated[str, Field(max_length=12, pattern=r"^[A-Za-z-]+$")]


class ListFilter(Schema):
    """`scores` and `reasons` are told to those who ask."""

    n: int = Field(10, ge=1, le=100)
    surface: PlainText = Field("", max_length=60)
    category: PlainText = Field("", max_length=100)
    language: list[Language] = Field(
        [], max_length=10, description="Items of these languages, as items name them, and those that name none."
    )
    cursor: str = Field(
        "", max_length=4000, description="`next_cursor` of the page before: what no page has shown yet follows."
    )
    scores: bool = False
    reasons: bool = False


class SimilarFilter(Schema):
    n: int = Field(10, ge=1, le=100)
    scores: bool = False


class PickOut(Schema):
    """`reason` has a `kind`, and what it names.

    An `item` that was read, a `section`, an `attribute` and its `value` of a segment; popular, new, pinned, list and
    suggested name nothing.
    """

    item: str
    score: float | None = None
    reason: dict[str, str] | None = None


class ListOut(Schema):
    """`way` says which rung of the ladder answered. Send `request` along with events, to say what led to them."""

    request: str
    user: str
    way: str
    model_version: str
    items: list[PickOut]
    next_cursor: str | None


class SimilarOut(Schema):
    items: list[PickOut]


def pick(one: Any, *, scores: bool, reasons: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {"item": one.item}
    if scores:
        shown["score"] = round(one.score, 6)
    if reasons:
        shown["reason"] = one.reason
    return shown
