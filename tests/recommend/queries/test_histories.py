"""Times are counted by the database: as Python would count them."""

from datetime import UTC, datetime, timedelta

import pytest

from services.recommend import models
from services.recommend.queries.histories import histories, history

pytestmark = pytest.mark.django_db
_NIGHT = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "at",
    [_NIGHT, _NIGHT.replace(microsecond=123_456), _NIGHT.replace(microsecond=7), datetime(1970, 1, 1, tzinfo=UTC)],
)
def test_many_histories_are_as_each_alone(at: datetime) -> None:
    models.Event.objects.create(id="e1", user="ana", item="i1", kind="click", at=at, digest=1)
    models.Event.objects.create(id="e2", user="ben", item="i1", kind="like", at=at - timedelta(days=1), digest=2)
    until = at + timedelta(days=1)
    found = histories(["ana", "ben", "cleo"], until=until)
    assert found == [history(user, until=until) for user in ("ana", "ben", "cleo")]
    assert found[0].deeds[0].at == at.timestamp()
    assert found[:2] == [history("ana"), history("ben")]


def test_deeds_come_oldest_first_and_of_many_the_latest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.recommend.queries.histories.LONGEST", 3)
    for number, minutes in enumerate((30, 10, 40, 20, 20, 0)):
        at = _NIGHT - timedelta(minutes=minutes)
        models.Event.objects.create(id=f"e{number}", user="ana", item=f"i{number}", kind="click", at=at, digest=number)
    [found] = histories(["ana"], until=_NIGHT - timedelta(minutes=1))
    assert [deed.item for deed in found.deeds] == ["i3", "i4", "i1"]
    assert found == history("ana", until=_NIGHT - timedelta(minutes=1))
