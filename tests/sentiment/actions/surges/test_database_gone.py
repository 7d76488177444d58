"""A database that goes away in the middle of an evaluation."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.db.models.signals import post_save

from services.sentiment import models
from services.sentiment.actions.surges import evaluate
from shared.outbox import actions as outbox
from shared.outbox.models import Message

AT = datetime(2026, 3, 9, 10, tzinfo=UTC)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_nothing_half_done_stays_and_the_next_look_tells_it_once() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is a file: it does not go away by itself.")
    entity = models.Entity.objects.create(key="acme", name="Acme")
    models.Bin.objects.create(start=AT, entity=entity, topic="legal", group="one", negative=9, total=9)
    rule = models.Rule.objects.create(name="Many", detector="threshold", parameters={"raise_at": 5}, since=AT)
    rule.receivers.add(outbox.create_endpoint(name="desk", kind="webhook", address="https://example.com/hook")[0])
    now = AT + timedelta(minutes=20)
    # As soon as the alert's history has its first line.
    post_save.connect(_end_our_connection, sender=models.AlertEvent)
    try:
        with pytest.raises(OperationalError):
            evaluate.evaluate_rules(now=now)
    finally:
        post_save.disconnect(_end_our_connection, sender=models.AlertEvent)
    connection.close()
    assert not models.Alert.objects.exists()
    evaluate.evaluate_rules(now=now)
    evaluate.evaluate_rules(now=now)
    assert models.Alert.objects.get().state == models.Alert.State.FIRING
    assert Message.objects.count() == 1


def _end_our_connection(**_told: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
