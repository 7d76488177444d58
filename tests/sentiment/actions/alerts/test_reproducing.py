"""An alert's score can be worked out again, and it shows when the counts behind it have changed."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from services.sentiment import models
from services.sentiment.actions.alerts.reproducing import reproduce
from services.sentiment.actions.surges import evaluate

pytestmark = pytest.mark.django_db
BEGIN = datetime(2026, 3, 9, tzinfo=UTC)
BIN = timedelta(minutes=15)
AT = BEGIN + timedelta(days=18, hours=10)


@pytest.fixture(params=["negative_binomial", "threshold", "share"])
def alert(request: pytest.FixtureRequest) -> models.Alert:
    """A surge in the nineteenth day of a company that was written about now and then."""
    entity = models.Entity.objects.create(key="acme", name="Acme")
    rng = np.random.default_rng(5)
    for number in np.flatnonzero(rng.random(18 * 96) < 0.1).tolist():
        _bin(entity, BEGIN + number * BIN, 1, 5)
    for number in range(8):
        _bin(entity, AT + number * BIN, 4, 5)
    models.Rule.objects.create(name="Surge", detector=request.param, since=BEGIN)
    for quarter in range(30):
        evaluate.evaluate_rules(now=AT + quarter * BIN)
    return models.Alert.objects.get(started_at__gte=AT - timedelta(days=1))


def _bin(entity: models.Entity, at: datetime, negative: int, total: int) -> None:
    models.Bin.objects.create(start=at, entity=entity, topic="legal", group="one", negative=negative, total=total)


def test_the_same_counts_give_the_same_score(alert: models.Alert) -> None:
    again = reproduce(alert=alert)
    assert again is not None
    assert again.same
    assert again.observed == alert.evidence["observed"]


def test_changed_counts_are_seen(alert: models.Alert) -> None:
    for bin_ in models.Bin.objects.filter(start__gte=AT):
        models.Bin.objects.filter(pk=bin_.pk).update(negative=bin_.negative + 3, total=bin_.total + 3)
    again = reproduce(alert=alert)
    assert again is not None
    assert not again.same


def test_where_the_counts_are_gone_there_is_nothing_to_work_out(alert: models.Alert) -> None:
    models.Bin.objects.all().delete()
    assert reproduce(alert=alert) is None
