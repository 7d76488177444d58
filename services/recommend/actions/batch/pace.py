"""How long a run still takes."""

import time
from collections.abc import Callable


class Pace:
    """Stage by stage, from what was done since this run came to it: what an earlier one had done took it no time."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock, self.stage, self.before, self.since = clock, "", 0, 0.0

    def seconds_left(self, stage: str, done: int, total: int) -> float | None:
        """None where nothing tells yet, and at the end."""
        now = self.clock()
        if stage != self.stage:
            self.stage, self.before, self.since = stage, done, now
        if not self.before < done < total:
            return None
        return (now - self.since) * (total - done) / (done - self.before)
