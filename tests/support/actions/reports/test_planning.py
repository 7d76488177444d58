"""A report goes out once when its period has ended, by the plan's clock."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from services.support import models, tasks
from services.support.actions import reports
from services.support.actions.reports.planning import last_complete
from shared.outbox.actions import create_endpoint
from shared.outbox.models import Delivery, Endpoint, Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(db: None) -> Endpoint:
    return create_endpoint(name="board", kind=Endpoint.Kind.EMAIL, address="board@example.com")[0]


def set_clock(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    moment = datetime.fromisoformat(text)
    monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.mark.parametrize(
    ("every", "today", "first", "last"),
    [
        ("week", "2026-03-02", "2026-02-23", "2026-03-01"),
        ("week", "2026-03-08", "2026-02-23", "2026-03-01"),
        ("month", "2026-03-01", "2026-02-01", "2026-02-28"),
        ("month", "2026-01-31", "2025-12-01", "2025-12-31"),
    ],
)
def test_the_period_that_ended_last(every: str, today: str, first: str, last: str) -> None:
    found = last_complete(every, date.fromisoformat(today))
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


def test_each_week_goes_out_once_in_the_plans_zone(monkeypatch: pytest.MonkeyPatch, mail: Endpoint) -> None:
    set_clock(monkeypatch, "2026-03-04T12:00:00+00:00")
    reports.save_plan(every="week", zone="Asia/Shanghai", language="zh-hans", receivers=[mail])
    assert reports.send_due() == 0
    # In Shanghai it is Monday, 05:59, and then 06:00.
    set_clock(monkeypatch, "2026-03-08T21:59:00+00:00")
    assert reports.send_due() == 0
    set_clock(monkeypatch, "2026-03-08T22:00:00+00:00")
    tasks.send_reports()
    tasks.send_reports()
    message = Message.objects.get()
    assert (message.kind, message.body["first"], message.body["last"]) == (
        models.ReportPlan.MESSAGE_KIND,
        "2026-03-02",
        "2026-03-08",
    )
    assert "2026年3月2日" in message.body["title"]
    assert message.body["figures"]["conversations"] == {"value": 0, "before": 0}
    assert Delivery.objects.get().endpoint == mail


def test_what_is_off_stays_silent(monkeypatch: pytest.MonkeyPatch, mail: Endpoint) -> None:
    set_clock(monkeypatch, "2026-03-04T12:00:00+00:00")
    plan = reports.save_plan(every="month", zone="UTC", language="en", receivers=[mail])
    reports.save_plan(every="month", zone="UTC", language="en", receivers=[mail], enabled=False, known=plan)
    set_clock(monkeypatch, "2026-04-02T12:00:00+00:00")
    assert reports.send_due() == 0
    reports.save_plan(every="month", zone="UTC", language="en", receivers=[mail], known=plan)
    Endpoint.objects.update(enabled=False)
    assert reports.send_due() == 0
    assert not Message.objects.exists()


def test_a_plan_needs_a_receiver(mail: Endpoint) -> None:
    with pytest.raises(reports.PlanRefused, match="at least one receiver"):
        reports.save_plan(every="week", zone="UTC", language="en", receivers=[])
    assert not models.ReportPlan.objects.exists()
