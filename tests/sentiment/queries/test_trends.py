"""Counts over time, in the zone of whoever looks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from services.sentiment import models
from services.sentiment.queries import trends
from services.sentiment.queries.periods import Period
from tests.sentiment import market

pytestmark = pytest.mark.django_db


def count(at: datetime, entity: models.Entity | None = None, **tones: int) -> None:
    total = sum(tones.values())
    models.Bin.objects.create(start=at, entity=entity, topic="legal", group="north", total=total, **tones)


@pytest.mark.parametrize(
    ("first", "last", "hours"),
    [((2026, 3, 28), (2026, 3, 31), [24, 23, 24]), ((2026, 10, 24), (2026, 10, 26), [24, 25])],
)
def test_days_are_those_of_the_wall_clock_across_both_edges_of_summer(
    first: tuple[int, int, int], last: tuple[int, int, int], hours: list[int]
) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    period = Period(datetime(*first, tzinfo=berlin), datetime(*last, tzinfo=berlin))
    moment, end = period.begin.astimezone(UTC), period.end.astimezone(UTC)
    while moment < end:
        count(moment, negative=1)
        moment += timedelta(hours=1)
    with timezone.override(berlin):
        points = trends.trend(trends.bins(period=period), period=period, step="day")
        by_hour = trends.trend(trends.bins(period=period), period=period, step="hour")
    assert [point.negative for point in points] == hours
    assert [point.negative for point in by_hour] == [1] * sum(hours)


def test_an_entity_is_counted_alone_and_an_unknown_one_not_at_all() -> None:
    umbrel = market.add_entity("Umbrel")
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    count(at, umbrel, negative=2, positive=1)
    count(at, None, neutral=7)
    period = Period(at, at + timedelta(hours=1))
    tone = trends.tone(trends.bins(period=period, entity=umbrel.key))
    assert (tone.total, tone.negative) == (3, 2)
    assert tone.mood == pytest.approx(-1 / 3)
    assert trends.tone(trends.bins(period=period, entity="nobody")).total == 0
    assert trends.by_entity(trends.bins(period=period)).keys() == {umbrel.pk}
