"""Times from outside that every database can hold and every time zone can show."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime

# A day at each end of the calendar, which some zone's clock would leave.
_A_DAY = timedelta(days=1)
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC) + _A_DAY, datetime.max.replace(tzinfo=UTC) - _A_DAY


def _within(value: datetime) -> datetime:
    if not _FIRST <= value <= _LAST:
        raise ValueError("It is the first or the last day of the calendar; write an earlier or later time, or none.")
    return value


Moment = Annotated[AwareDatetime, AfterValidator(_within)]
