"""Silences, maintenance windows and inhibitions: said by whom, why and for how long, and taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions.alerts import quieting
from services.sentiment.queries import rules
from shared.accounts.models import User
from shared.errors import InputRefused

pytestmark = pytest.mark.django_db
LABELS = {"alertname": "Surge", "entity": "acme"}


def test_a_silence_covers_what_it_names_until_it_ends(analyst: User) -> None:
    now = timezone.now()
    silence = quieting.add_silence(
        labels={"entity": "acme"}, ends_at=now + timedelta(hours=1), reason=" known ", author=analyst
    )
    assert (silence.reason, silence.author) == ("known", analyst)
    assert rules.is_quiet(LABELS, now=timezone.now())
    assert not rules.is_quiet({**LABELS, "entity": "other"}, now=timezone.now())
    quieting.end_now(quiet=silence)
    assert not rules.is_quiet(LABELS, now=timezone.now())
    assert models.Silence.objects.exists()


def test_maintenance_to_come_is_quiet_only_then_and_can_be_taken_back(analyst: User) -> None:
    begins = timezone.now() + timedelta(days=1)
    window = quieting.plan_maintenance(
        labels={}, starts_at=begins, ends_at=begins + timedelta(hours=2), reason="migration", author=analyst
    )
    assert not rules.is_quiet(LABELS, now=timezone.now())
    assert rules.is_quiet(LABELS, now=begins + timedelta(minutes=1))
    quieting.end_now(quiet=window)
    assert not models.MaintenanceWindow.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"labels": {"colour": "red"}}, "labels.colour"),
        ({"labels": {"entity": ""}}, "labels.entity"),
        ({"reason": " \x00"}, "reason"),
        ({"reason": "x" * 301}, "reason"),
        ({"ends_at": timezone.now() - timedelta(days=1)}, "ends_at"),
    ],
)
def test_what_is_wrong_with_a_silence_is_named(change: dict[str, object], field: str) -> None:
    given = {"labels": {}, "ends_at": timezone.now() + timedelta(hours=1), "reason": "known", "author": None}
    with pytest.raises(InputRefused) as refusal:
        quieting.add_silence(**{**given, **change})  # type: ignore[arg-type]  # one of them is wrong on purpose
    assert [problem.field for problem in refusal.value.problems] == [field]
    assert not models.Silence.objects.exists()


def test_a_market_alert_holds_back_those_of_its_sector() -> None:
    quieting.add_inhibition(
        name="Market", source={"alertname": "Market"}, target={"alertname": "Surge"}, equal=["sector"]
    )
    now = timezone.now()
    models.Alert.objects.create(
        rule_name="Market",
        series="",
        fingerprint="m",
        labels={"alertname": "Market", "sector": "banks"},
        severity="critical",
        state="firing",
        first_bin=1,
        last_bin=1,
        started_at=now,
    )
    assert rules.is_inhibited({**LABELS, "sector": "banks"})
    assert not rules.is_inhibited({**LABELS, "sector": "food"})


@pytest.mark.parametrize(
    ("change", "field"),
    [({"source": {}}, "source"), ({"target": {"alertname": "Market"}}, "target"), ({"equal": ["colour"]}, "equal")],
)
def test_an_inhibition_that_would_silence_everything_or_itself_is_refused(
    change: dict[str, object], field: str
) -> None:
    given = {"name": "x", "source": {"alertname": "Market"}, "target": {"alertname": "Surge"}, "equal": []}
    with pytest.raises(InputRefused) as refusal:
        quieting.add_inhibition(**{**given, **change})  # type: ignore[arg-type]  # one of them is wrong on purpose
    assert field in [problem.field for problem in refusal.value.problems]
