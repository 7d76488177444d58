"""`manage.py replay` finds in the archive what live detection found, with its evidence."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from services.sentiment import models
from services.sentiment.actions.surges import evaluate

pytestmark = pytest.mark.django_db
BEGIN = datetime(2026, 3, 9, tzinfo=UTC)
BIN = timedelta(minutes=15)
AT = BEGIN + timedelta(days=18, hours=10)


@pytest.fixture
def past() -> None:
    entity = models.Entity.objects.create(key="acme", name="Acme")
    for number in [*range(0, 18 * 96, 11), *(18 * 96 + 40 + step for step in range(8))]:
        negative = 4 if number >= 18 * 96 else 1
        start = BEGIN + number * BIN
        models.Bin.objects.create(start=start, entity=entity, topic="legal", group="one", negative=negative, total=5)
    models.Rule.objects.create(name="Surge", detector="negative_binomial", since=BEGIN)


def replayed(*arguments: str) -> list[dict[str, object]]:
    out = io.StringIO()
    call_command("replay", "--from", "2026-03-20", "--to", "2026-03-30", "--json", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_replay_finds_what_was_found_live(past: None) -> None:
    for quarter in range(40):
        evaluate.evaluate_rules(now=AT + quarter * BIN)
    live = models.Alert.objects.get(started_at__gte=AT - timedelta(days=1))
    (found,) = replayed()
    assert (found["series"], found["score"]) == (live.series, live.score)
    assert live.fired_at
    assert found["started_at"] == str(live.started_at)
    assert found["evidence"] == live.evidence


def test_it_writes_nothing(past: None) -> None:
    replayed()
    assert not models.Alert.objects.exists()
    assert not models.RuleState.objects.exists()


@pytest.mark.parametrize("end", ["9999-12-31", "9999-12-31T23:59:59-14:00"])
def test_an_end_beyond_the_archive_costs_nothing(past: None, end: str) -> None:
    assert replayed("--to", end) == replayed()


def test_without_rules_nothing_would_have_fired(db: None) -> None:
    assert replayed() == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "2026-03-20", "--to", "2026-03-01"], "after --to"),
        (["--from", "soon", "--to", "2026-03-01"], "no date"),
        (["--from", "2026-03-01", "--to", "2026-03-02", "--rule", "Nothing"], "no rule"),
    ],
)
def test_nonsense_is_named(past: None, arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("replay", *arguments)
