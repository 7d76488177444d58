"""Sources, their visits and their politeness as programs read and write them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Field, Schema
from pydantic import AfterValidator

from services.sentiment import models
from services.sentiment.queries.sources import state_of
from shared.api.text import PlainText

Kind = Literal["feed", "sitemap", "listing", "json_api", "thread", "archive"]
State = Literal["", "well", "failing", "late", "new", "off"]
_MOST_OPTIONS = 20


def _few(value: dict[str, Any]) -> dict[str, Any]:
    if len(value) > _MOST_OPTIONS:
        raise ValueError(f"At most {_MOST_OPTIONS} options are read.")
    return value


Options = Annotated[dict[str, str | float | bool], AfterValidator(_few)]


class SourceFilter(Schema):
    search: PlainText = Field("", max_length=200, description="Part of the name, address or group.")
    kind: Literal["", "feed", "sitemap", "listing", "json_api", "thread", "archive"] = ""
    state: State = ""


class TryIn(Schema):
    """Where a visit would go, and how it would read."""

    kind: Kind = "feed"
    url: PlainText = Field("", max_length=2000)
    options: Options = Field(default_factory=dict)


class SourceIn(TryIn):
    """`options` belong to the kind. An archive has no `url` but the option `file`, as the upload named it."""

    name: PlainText = Field(min_length=1, max_length=200)
    group: PlainText = Field("", max_length=100, description="Outlets of one house: a story counts once for all.")
    language: PlainText = Field("", max_length=12)
    enabled: bool = True
    poll_seconds: int = Field(300, ge=15, le=2_592_000)


class SourcePatch(Schema):
    """What is left out stays as it is; options that are given replace those there were."""

    name: PlainText | None = Field(None, min_length=1, max_length=200)
    kind: Kind | None = None
    url: PlainText | None = Field(None, max_length=2000)
    options: Options | None = None
    group: PlainText | None = Field(None, max_length=100)
    language: PlainText | None = Field(None, max_length=12)
    enabled: bool | None = None
    poll_seconds: int | None = Field(None, ge=15, le=2_592_000)


class SourceOut(Schema):
    """`state` is the worst that is true: off, failing, new (not visited yet), late or well."""

    id: int
    name: str
    kind: str
    url: str
    options: dict[str, Any]
    group: str
    language: str
    enabled: bool
    poll_seconds: int
    state: str
    failures: int
    last_error: str
    last_success_at: datetime | None
    newest_item_at: datetime | None
    next_crawl_at: datetime

    @staticmethod
    def resolve_state(row: models.Source) -> str:
        return state_of(row, timezone.now())


class SourcesOut(Schema):
    items: list[SourceOut]
    next_cursor: str | None


class ErrorOut(Schema):
    code: str
    message: str
    remedy: str
    url: str


class CrawlOut(Schema):
    """One visit. `duplicates` are items known already, or saying what another article says."""

    id: int
    state: str
    started_at: datetime
    finished_at: datetime | None
    seen: int
    stored: int
    duplicates: int
    requests: int
    not_modified: int
    bytes_received: int
    bytes_saved: int
    newest_item_at: datetime | None
    errors: list[ErrorOut]


class CrawlsOut(Schema):
    items: list[CrawlOut]
    next_cursor: str | None


class ArchiveOut(Schema):
    """`file` is for the option of that name."""

    file: str


class PeriodFilter(Schema):
    days: int = Field(7, ge=1, le=14)


class ViolationOut(Schema):
    """`kind` is pause, robots or retry_after; `required` and `seen` are seconds."""

    kind: str
    at: datetime
    url: str
    required: float
    seen: float


class HostOut(Schema):
    """Pauses are in seconds, from one request for a page to the next, over all sources and processes."""

    host: str
    requests: int
    robots_requests: int
    denied: int
    busy_answers: int
    longest_required: float
    shortest_pause: float | None
    required_then: float | None
    most_in_an_hour: int
    per_hour: float
    violations_count: int
    violations: list[ViolationOut]


class PolitenessOut(Schema):
    requests: int
    violations: int
    hosts: list[HostOut]
