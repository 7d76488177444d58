"""How long a visit may take. Waiting costs nothing but a place, so the slow wait together, apart from the quick."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Pace:
    """`seconds` for each visit, `sources` in one process, `processes` at once. Fewer than `worth` share one."""

    seconds: int
    sources: int
    processes: int
    worth: int = 1


# Long enough for a feed and the pages of its news; whoever needs more is visited again at once, with patience.
SHORT = Pace(seconds=15, sources=50, processes=2, worth=50)
PATIENT = Pace(seconds=240, sources=50, processes=2, worth=10)
# A visit that somebody asked for has a process of its own.
ALONE = Pace(seconds=480, sources=1, processes=1)

# A source whose visit took so much of a short one would soon hold up the others.
SLOW_FROM = timedelta(seconds=SHORT.seconds * 2 / 3)
# Starting, and ending in an orderly way, on a busy machine.
GRACE = timedelta(seconds=60)
