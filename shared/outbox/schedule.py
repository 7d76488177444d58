"""When to try again: soon at first, then ever later, for about three days in all."""

import random
from datetime import timedelta

# About 5 s, 30 s, 2 min, 10 min, 30 min, 1 h, 2 h, 4 h, 8 h, 12 h, 16 h, 20 h.
WAITS = (5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 43200, 57600, 72000)


def next_wait(*, attempts: int, asked: float | None) -> timedelta | None:
    """After so many attempts; None gives up. What the receiver asked for is heeded, never shortened.

    The jitter keeps receivers that fell over together from being struck together.
    """
    if attempts > len(WAITS):
        return None
    planned = WAITS[attempts - 1] * random.uniform(0.8, 1.2)  # noqa: S311 - jitter needs no secrecy
    return timedelta(seconds=max(planned, asked or 0.0))
