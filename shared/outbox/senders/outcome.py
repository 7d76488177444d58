"""How one attempt went."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST_WAIT = 24 * 3600.0


@dataclass(frozen=True)
class Outcome:
    """`wait`: seconds the receiver asked for. `gone`: it wants nothing any more. `hopeless`: trying again is no use."""

    ok: bool
    status: int | None = None
    error: str = ""
    wait: float | None = None
    gone: bool = False
    hopeless: bool = False


def read_retry_after(value: str | None) -> float | None:
    """Seconds, from seconds or a date; at most a day, since a receiver must not park an alert for ever."""
    if not value:
        return None
    try:
        seconds = float(value) if value.strip().isdigit() else _until(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return min(max(seconds, 0.0), _LONGEST_WAIT)


def _until(value: str) -> float:
    at = parsedate_to_datetime(value)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() - datetime.now(tz=UTC).timestamp()
