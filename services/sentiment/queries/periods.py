"""Which time a page or an endpoint looks at."""

from dataclasses import dataclass
from datetime import datetime, timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Beyond this many hours a line of hours is noise, so days are shown.
_HOURLY = timedelta(days=4)


@dataclass(frozen=True)
class Period:
    """From `begin` up to and without `end`."""

    begin: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.begin

    @property
    def before(self) -> "Period":
        """As long, and just before."""
        return Period(self.begin - self.length, self.begin)

    @property
    def step(self) -> str:
        return "hour" if self.length <= _HOURLY else "day"
