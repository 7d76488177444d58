"""Events in: parsed, kept once, capped, counted."""

from services.recommend.actions.ingest.problems import conflict_problems
from services.recommend.actions.ingest.reading import read_events
from services.recommend.actions.ingest.storing import Kept, keep_rows

__all__ = ["Kept", "conflict_problems", "ingest", "keep_rows", "read_events"]


def ingest(*, body: bytes, content_type: str) -> Kept:
    """Keep all events of a body, or none. Raises `InputRefused` with every problem.

    Sent again, a body changes nothing.
    """
    return keep_rows(read_events(body=body, content_type=content_type))
