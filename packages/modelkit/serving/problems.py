"""Errors on their way over HTTP and back (RFC 9457 problem documents). Shared by server and client."""

from collections.abc import Mapping
from typing import Any

from modelkit.errors import (
    BackboneUnavailable,
    DataError,
    EngineUnavailable,
    GateRefused,
    IndexUnavailable,
    ModelkitError,
    ModelNotFound,
    Overloaded,
)

MEDIA_TYPE = "application/problem+json"
STATUSES: dict[type[ModelkitError], int] = {
    DataError: 422,
    ModelNotFound: 404,
    IndexUnavailable: 404,
    BackboneUnavailable: 404,
    GateRefused: 409,
    Overloaded: 429,
    EngineUnavailable: 503,
}
_BY_CODE: dict[str, type[ModelkitError]] = {kind.code: kind for kind in STATUSES}
OVERLOADED = 429


def status_of(error: ModelkitError) -> int:
    """The HTTP status of an error; 500 for one that no caller can mend."""
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), 500)


def problem_of(error: ModelkitError) -> dict[str, Any]:
    """The problem document of an error."""
    reasons = {"reasons": error.reasons} if isinstance(error, GateRefused) else {}
    return problem(status_of(error), error.code, error.message, remedy=error.remedy, **reasons)


def problem(status: int, code: str, title: str, **fields: Any) -> dict[str, Any]:
    """A problem document; `code` is stable, `title` is for people."""
    return {"type": f"urn:modelkit:{code}", "title": title, "status": status, "code": code, **fields}


def error_of(status: int, document: Mapping[str, Any], headers: Mapping[str, str]) -> ModelkitError:
    """The error that a server reported; anything unknown from 500 up may be tried again."""
    title, remedy = str(document.get("title", "")), str(document.get("remedy", ""))
    if status == OVERLOADED:
        return Overloaded(title, retry_after=_seconds(headers.get("retry-after")), remedy=remedy)
    kind = _BY_CODE.get(str(document.get("code")))
    if kind is GateRefused:
        return GateRefused(list(document.get("reasons", [title])), remedy=remedy)
    if kind is not None:
        return kind(title, remedy=remedy)
    if status >= 500:
        return EngineUnavailable(f"The model server failed (status {status}).", remedy="Try again.")
    return ModelkitError(title or f"The model server refused the call (status {status}).", remedy=remedy)


def _seconds(value: str | None) -> float:
    return float(value) if value and value.replace(".", "", 1).isdigit() else 1.0
