"""Times that no database or no clock could show are refused at the door."""

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.moments import Moment

moments: TypeAdapter[object] = TypeAdapter(Moment)


@pytest.mark.parametrize("written", ["9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"])
def test_the_ends_of_the_calendar_are_refused(written: str) -> None:
    with pytest.raises(ValidationError, match="of the calendar"):
        moments.validate_python(written)


def test_a_time_without_an_offset_is_refused() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        moments.validate_python("2026-03-01T08:00:00")


def test_other_times_stay_as_they_are() -> None:
    assert str(moments.validate_python("9999-12-30T00:00:00+08:00")) == "9999-12-30 00:00:00+08:00"
