"""A body becomes rows: one object, a list, or NDJSON."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import ValidationError

from services.recommend.actions.ingest.problems import capped, problems_of
from services.recommend.actions.ingest.rows import Rows
from services.recommend.actions.ingest.shapes import AHEAD, EARLIEST, MANY, ONE
from services.recommend.actions.ingest.sorts import EVENTS, IMPRESSIONS
from shared.errors import InputRefused, Problem, refuse

MOST_ROWS = 50_000


def read_events(*, body: bytes, content_type: str = "application/json") -> Rows:
    """Raises `InputRefused` with the problems of every row."""
    if not body.strip():
        raise refuse("body", _("It is empty."), _("Send one JSON object, a list of them, or one object a line."))
    return as_rows(_lines(body) if "ndjson" in content_type else _json(body))


def as_rows(events: list[Any]) -> Rows:
    """Checked fields become the columns that the database takes. Times must be possible."""
    if len(events) > MOST_ROWS:
        raise refuse(
            "body",
            _("It has %(count)s events; at most %(most_rows)s are taken.")
            % {"count": f"{len(events):,}", "most_rows": f"{MOST_ROWS:,}"},
            _("Send smaller bodies."),
        )
    now, rows, problems = timezone.now() + AHEAD, Rows(), []
    for number, event in enumerate(events, 1):
        # Compared as it was written: at the ends of the calendar there is no such time in UTC.
        problem = _wrong_time(event["at"], now) or _wrong_kind(event)
        if problem:
            problems.append(Problem(*problem, row=number))
            continue
        _add(rows, number, event, event["at"].astimezone(UTC))
    if problems:
        raise InputRefused(capped(problems))
    return rows


def _json(body: bytes) -> list[Any]:
    try:
        found = MANY.validate_json(body) if body.lstrip()[:1] == b"[" else [ONE.validate_json(body)]
    except ValidationError as error:
        raise InputRefused(problems_of(error)) from error
    return list(found)


def _lines(body: bytes) -> list[Any]:
    """All lines at once as a list, which is quick; only a body with a fault is read line by line to name its row."""
    lines = [line for line in body.split(b"\n") if line.strip()]
    try:
        found = MANY.validate_json(b"[" + b",".join(lines) + b"]")
    except ValidationError:
        found = []
    return list(found) if len(found) == len(lines) else list(_one_by_one(lines))


def _one_by_one(lines: list[bytes]) -> Iterator[Any]:
    problems: list[Problem] = []
    found = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(ONE.validate_json(line))
        except ValidationError as error:
            problems += problems_of(error, row=number)
    if problems:
        raise InputRefused(capped(problems))
    yield from found


def _wrong_time(at: datetime, latest: datetime) -> tuple[str, str, str] | None:
    if at < EARLIEST:
        return "at", f"{at:%Y-%m-%d} is before 1990.", "Set the sender's clock, and send when it happened."
    if at > latest:
        return "at", f"{at:%Y-%m-%d %H:%M} lies in the future.", "Set the sender's clock, and send when it happened."
    return None


def _wrong_kind(event: Any) -> tuple[str, str, str] | None:
    shown = event["kind"] == "impression"
    if shown and event.get("position") is None:
        return "position", "An impression has none.", "Say at which place the item stood; the first is 1."
    if not shown and (event.get("position") is not None or event.get("propensity") is not None):
        return (
            "position",
            "Only impressions have a position and a propensity.",
            "Leave them out, or send an impression.",
        )
    return None


def _add(rows: Rows, number: int, event: Any, at: datetime) -> None:
    kind, surface, request = event["kind"], event.get("surface", ""), event.get("request", "")
    own = (event["position"], event.get("propensity")) if kind == "impression" else (kind, event.get("value"))
    digest = _digest((event["user"], event["item"], at.timestamp(), *own, surface, request))
    head = (event["id"], event["user"], event["item"])
    if kind == "impression":
        rows.add(IMPRESSIONS, number, (*head, at, *own, surface, request, digest))
    else:
        rows.add(EVENTS, number, (*head, kind, at, event.get("value"), surface, request, digest))


def _digest(values: tuple[Any, ...]) -> int:
    return int.from_bytes(blake2b(repr(values).encode(), digest_size=8).digest(), "big", signed=True)
