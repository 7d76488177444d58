"""Live detection over rows: once, with evidence, and the same as a replay of the same rows."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from services.sentiment import models
from services.sentiment.actions.alerts import answering
from services.sentiment.actions.alerts.history import first_broken
from services.sentiment.actions.surges import evaluate
from services.sentiment.actions.surges.watch import watch
from services.sentiment.queries import bins
from shared.outbox import actions as outbox
from shared.outbox.models import Delivery, Message

pytestmark = pytest.mark.django_db
BEGIN = datetime(2026, 3, 9, tzinfo=UTC)
DAY = timedelta(days=1)
BIN = timedelta(minutes=15)


def _entities(count: int = 3) -> list[models.Entity]:
    return [models.Entity.objects.create(key=f"c{number}", name=f"Company {number}") for number in range(count)]


def _bin(entity: models.Entity, at: datetime, negative: int, group: str = "one") -> None:
    row, _new = models.Bin.objects.get_or_create(start=at, entity=entity, topic="legal", group=group)
    row.negative += negative
    row.total += negative
    row.save()


def _history(entities: list[models.Entity], days: int) -> None:
    rng = np.random.default_rng(5)
    for entity in entities:
        numbers = np.flatnonzero(rng.random(days * 96) < 0.1).tolist()
        models.Bin.objects.bulk_create(_quiet(entity, number) for number in numbers)


def _quiet(entity: models.Entity, number: int) -> models.Bin:
    return models.Bin(start=BEGIN + number * BIN, entity=entity, topic="legal", group="one", negative=1, total=2)


def _rule(**fields: Any) -> models.Rule:
    since = fields.pop("since", BEGIN)
    rule = models.Rule.objects.create(name="Surge", detector="negative_binomial", since=since, **fields)
    endpoint, _shown = outbox.create_endpoint(name="desk", kind="webhook", address="https://example.com/hook")
    rule.receivers.add(endpoint)
    return rule


def _surge(entity: models.Entity, at: datetime, bins_: int = 8, negative: int = 4) -> None:
    for number in range(bins_):
        _bin(entity, at + number * BIN, negative)


def test_a_surge_fires_once_is_told_once_and_ends() -> None:
    entities = _entities()
    _history(entities, 20)
    rule = _rule()
    at = BEGIN + 18 * DAY + timedelta(hours=10)
    _surge(entities[1], at)
    for quarter in range(40):
        evaluate.evaluate_rules(now=at + quarter * BIN)
        evaluate.evaluate_rules(now=at + quarter * BIN)
    alert = models.Alert.objects.get(series="entity=c1", started_at__gte=at - DAY)
    assert alert.state == models.Alert.State.RESOLVED
    assert alert.fired_at
    assert alert.fired_at - at <= timedelta(hours=1)
    assert [event.action for event in alert.events.all()] == ["pending", "firing", "told", "resolved", "told"]
    told = [message.body["status"] for message in Message.objects.order_by("created_at")]
    assert told == ["firing", "resolved"]
    assert alert.evidence["rule_revision"] == rule.revision
    assert alert.evidence["observed"] >= 8
    assert first_broken(alert) is None


def test_the_quarter_that_still_runs_may_fire() -> None:
    entities = _entities()
    _history(entities, 20)
    _rule()
    at = BEGIN + 18 * DAY + timedelta(hours=10)
    _bin(entities[0], at, 15)
    evaluate.evaluate_rules(now=at + timedelta(minutes=1))
    alert = models.Alert.objects.get()
    assert alert.state == models.Alert.State.FIRING
    assert alert.fired_at == at + timedelta(minutes=1)


def test_replay_is_live() -> None:
    entities = _entities()
    _history(entities, 24)
    for number, entity in enumerate(entities):
        _surge(entity, BEGIN + (15 + 2 * number) * DAY + timedelta(hours=9 + number))
    rule = _rule(for_minutes=15, cooldown_minutes=120)
    end = BEGIN + 24 * DAY
    for hour in range(14 * 24, 24 * 24, 5):
        evaluate.evaluate_rules(now=BEGIN + timedelta(hours=hour))
    evaluate.evaluate_rules(now=end)
    frame = evaluate.load(rule, first=bins.bin_number(BEGIN), end=bins.bin_number(end) + 1, known=[])
    replayed = watch(asked=evaluate.asked_of(rule), frame=frame, finished=bins.bin_number(end)).episodes
    told = {(frame.keys[place], one.pending, round(one.score, 9)) for place, one in replayed}
    live = {(alert.series, alert.first_bin, round(alert.score, 9)) for alert in models.Alert.objects.all()}
    assert live == told
    assert len(live) >= 3


def test_what_came_late_is_looked_at_again() -> None:
    entities = _entities()
    _history(entities, 20)
    _rule()
    at = BEGIN + 18 * DAY + timedelta(hours=10)
    evaluate.evaluate_rules(now=at + timedelta(hours=3))
    assert not models.Alert.objects.exists()
    _surge(entities[0], at)
    evaluate.evaluate_rules(now=at + timedelta(hours=3))
    assert models.Alert.objects.get().started_at < at + timedelta(hours=1)


def test_a_new_rule_does_not_report_old_surges() -> None:
    entities = _entities()
    _history(entities, 20)
    _surge(entities[0], BEGIN + 15 * DAY)
    _rule(since=BEGIN + 17 * DAY)
    evaluate.evaluate_rules(now=BEGIN + 18 * DAY)
    assert not models.Alert.objects.exists()


def test_one_group_cannot_make_an_alert_where_two_are_asked_for() -> None:
    entities = _entities()
    _history(entities, 20)
    _rule(min_groups=2)
    at = BEGIN + 18 * DAY + timedelta(hours=10)
    _surge(entities[0], at)
    evaluate.evaluate_rules(now=at + timedelta(hours=1))
    assert not models.Alert.objects.exists()
    _bin(entities[0], at + timedelta(minutes=30), 1, group="two")
    evaluate.evaluate_rules(now=at + timedelta(hours=1))
    assert models.Alert.objects.count() == 1


def test_a_market_shock_is_a_handful_of_messages() -> None:
    entities = _entities(30)
    _history(entities, 12)
    _rule()
    at = BEGIN + 11 * DAY + timedelta(hours=10)
    for number, entity in enumerate(entities):
        _surge(entity, at + (number % 3) * BIN, 6, 6)
    for minute in range(0, 60, 2):
        evaluate.evaluate_rules(now=at + timedelta(minutes=minute))
    assert models.Alert.objects.filter(state=models.Alert.State.FIRING).count() == 30
    assert Message.objects.count() <= 4
    assert sum(len(message.body["alerts"]) for message in Message.objects.all()) == 30


def test_a_silence_keeps_the_alert_and_tells_nobody() -> None:
    entities = _entities()
    _history(entities, 20)
    _rule()
    at = BEGIN + 18 * DAY + timedelta(hours=10)
    models.Silence.objects.create(
        labels={"entity": "c0"}, starts_at=at - DAY, ends_at=at + timedelta(minutes=50), reason="known"
    )
    _surge(entities[0], at)
    evaluate.evaluate_rules(now=at + timedelta(minutes=45))
    assert models.Alert.objects.get().state == models.Alert.State.FIRING
    assert not Delivery.objects.exists()
    evaluate.evaluate_rules(now=at + timedelta(minutes=55))
    assert Delivery.objects.count() == 1


def test_nobody_acknowledged_so_somebody_else_is_told_once() -> None:
    entities = _entities()
    _history(entities, 20)
    rule = _rule(escalate_minutes=30)
    rule.escalate_to.set(rule.receivers.all())
    at = BEGIN + 18 * DAY + timedelta(hours=10)
    _surge(entities[0], at)
    for minute in (45, 120, 121):
        evaluate.evaluate_rules(now=at + timedelta(minutes=minute))
    assert Message.objects.filter(kind="escalation").count() == 1


def test_an_acknowledged_alert_does_not_escalate_and_ends_by_itself() -> None:
    entities = _entities()
    _history(entities, 20)
    rule = _rule(escalate_minutes=90)
    rule.escalate_to.set(rule.receivers.all())
    at = BEGIN + 18 * DAY + timedelta(hours=10)
    _surge(entities[0], at)
    evaluate.evaluate_rules(now=at + timedelta(minutes=45))
    assert answering.acknowledge(alert_ids=[models.Alert.objects.get().pk], actor="ana") == 1
    evaluate.evaluate_rules(now=at + timedelta(hours=8))
    assert not Message.objects.filter(kind="escalation").exists()
    assert models.Alert.objects.get().state == models.Alert.State.RESOLVED


def test_a_broken_rule_says_so_and_stops_no_other() -> None:
    entities = _entities()
    _history(entities, 20)
    _rule()
    broken = models.Rule.objects.create(name="Broken", detector="threshold", parameters={"windows": [1]}, since=BEGIN)
    _surge(entities[0], BEGIN + 18 * DAY)
    assert evaluate.evaluate_rules(now=BEGIN + 18 * DAY + timedelta(hours=1)) == 1
    broken.refresh_from_db()
    assert "windows" in broken.last_error
    assert models.Alert.objects.count() == 1


def test_a_changed_line_of_the_history_is_found() -> None:
    entities = _entities()
    _history(entities, 20)
    _rule()
    _surge(entities[0], BEGIN + 18 * DAY)
    evaluate.evaluate_rules(now=BEGIN + 18 * DAY + timedelta(hours=1))
    alert = models.Alert.objects.get()
    models.AlertEvent.objects.filter(alert=alert, number=2).update(actor="mallory")
    assert first_broken(alert) == 2
