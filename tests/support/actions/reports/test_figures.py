"""Figures follow from what was said, when, and by whom."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.utils import timezone

from services.support import models
from services.support.actions import reports
from services.support.models.choices import Author, Reason, Rung
from services.support.queries.overview import Period
from shared.accounts.models import User

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def at(row: Model, moment: datetime) -> None:
    """Columns that set themselves at creation."""
    type(row)._default_manager.filter(pk=row.pk).update(created_at=moment)


class Talk:
    """A conversation that began so many days ago, written by hand."""

    def __init__(self, *, days: float = 10, visitor: models.Visitor | None = None, **fields: Any) -> None:
        self.begin = NOW - timedelta(days=days)
        given = {"language": "en", **fields}
        self.row = models.Conversation.objects.create(visitor=visitor or models.Visitor.objects.create(), **given)
        at(self.row, self.begin)

    def say(self, author: Author, *, minutes: float, rung: str = "", intent: str = "", **fields: Any) -> "Talk":
        message = self.row.messages.create(author=author, text="…", **fields)
        at(message, self.begin + timedelta(minutes=minutes))
        if rung:
            models.Trace.objects.create(
                answer=message,
                text="…",
                language="en",
                rung=rung,
                reason=Reason.INTENT_ACCEPTED,
                intent=intent,
                milliseconds=1,
            )
        return self

    def event(self, kind: str, *, minutes: float, **data: str) -> "Talk":
        self.row.last_event += 1
        event = self.row.events.create(number=self.row.last_event, kind=kind, data=data)
        at(event, self.begin + timedelta(minutes=minutes))
        return self


def answered(**fields: Any) -> Talk:
    talk = Talk(**fields).say(Author.VISITOR, minutes=0)
    return talk.say(Author.BOT, minutes=1, rung=Rung.TEMPLATE, intent="card_lost", feedback=1)


def with_person(agent: User, *, wait: float = 10, **fields: Any) -> Talk:
    talk = Talk(**fields).say(Author.VISITOR, minutes=0).say(Author.BOT, minutes=1, rung=Rung.HANDOVER)
    talk.event("state", minutes=1, state="waiting").event("state", minutes=2, state="person")
    return talk.say(Author.AGENT, minutes=1 + wait, agent=agent).event("closed", minutes=60)


def found(days: int = 30) -> reports.Figures:
    today = timezone.localdate()
    return reports.figures(Period(today - timedelta(days=days - 1), today))


@pytest.fixture
def ana(db: None) -> User:
    return User.objects.create_user(username="ana", first_name="Ana", password=None, role="agent")


def test_nothing_gives_no_shares() -> None:
    figures = found()
    assert (figures.talks, figures.deflected.value, figures.first_answer.median) == (0, None, None)
    assert figures.saved.amount == 0


def test_deflected_is_what_no_person_touched(ana: User) -> None:
    answered()
    with_person(ana)
    asked = answered()
    asked.event("state", minutes=5, state="waiting")
    Talk()
    figures = found()
    assert (figures.talks, figures.deflected.count) == (3, 1)
    assert figures.deflected.low is not None
    assert figures.deflected.low < 1 / 3 < (figures.deflected.high or 0)


def test_ended_for_good_means_that_the_customer_stayed_away_for_a_week(ana: User) -> None:
    answered()
    visitor = models.Visitor.objects.create()
    answered(visitor=visitor)
    answered(visitor=visitor, days=5)
    with_person(ana).say(Author.VISITOR, minutes=60 * 24 * 3)
    with_person(ana).say(Author.VISITOR, minutes=60 * 24 * 8)
    figures = found()
    # Of five that ended, the one of five days ago is too early to tell.
    assert (figures.durable.count, figures.durable.total, figures.too_early) == (2, 4, 1)
    assert (figures.durable_by_assistant.count, figures.durable_by_assistant.total) == (1, 2)


def test_what_goes_on_has_not_ended() -> None:
    answered(days=0.01)
    assert (found().durable.total, found().too_early, found().resolved.count) == (0, 0, 0)


def test_times_are_of_the_first_answer_and_of_the_first_person(ana: User) -> None:
    for wait in (5, 10, 30):
        with_person(ana, wait=wait)
    figures = found()
    assert (figures.first_answer.median, figures.first_answer.count) == (660.0, 3)
    assert (figures.first_person.median, figures.first_person.p90) == (600.0, 1800.0)
    assert figures.resolved.median == 3600.0


def test_quality_is_by_topic_and_language(ana: User) -> None:
    for thumb in (1, 1, -1, 0):
        Talk().say(Author.VISITOR, minutes=0).say(
            Author.BOT, minutes=1, rung=Rung.TEMPLATE, intent="pin", feedback=thumb
        )
    Talk(language="zh").say(Author.VISITOR, minutes=0).say(Author.BOT, minutes=1, rung=Rung.COMPOSED)
    rated = with_person(ana, topic="pin")
    models.Rating.objects.create(conversation=rated.row, score=5, by_person=True, channel="page")
    rows = {(row.topic, row.language): row for row in found().quality}
    pin = rows["pin", "en"]
    assert (pin.answers, pin.liked.count, pin.liked.total) == (4, 2, 3)
    assert (pin.satisfied.count, pin.satisfied.total) == (1, 1)
    assert rows["", "zh"].answers == 1


def test_load_is_counted_for_whoever_answered(ana: User) -> None:
    ben = User.objects.create_user(username="ben", password=None, role="agent")
    with_person(ana, wait=10).say(Author.AGENT, minutes=20, agent=ben)
    with_person(ana, wait=20)
    rows = {row.name: row for row in found().load}
    assert (rows["Ana"].talks, rows["Ana"].messages, rows["Ana"].wait.median) == (2, 2, 600.0)
    assert (rows["ben"].talks, rows["ben"].messages, rows["ben"].wait.count) == (1, 1, 0)


def test_what_it_saved_follows_the_formula(ana: User) -> None:
    reports.save_costs(currency="CHF", minutes_each=12.0, cost_an_hour=50.0, cost_each=0.5, actor="test")
    for _number in range(3):
        answered()
    with_person(ana)
    saved = found().saved
    assert (saved.held, saved.met, saved.currency) == (3, 4, "CHF")
    assert saved.amount == pytest.approx(3 * 10.0 - 4 * 0.5)


def test_a_day_is_the_readers_day() -> None:
    talk = answered()
    at(talk.row, datetime.fromisoformat("2026-03-01T23:30:00+00:00"))
    day = datetime.fromisoformat("2026-03-02").date()
    assert reports.figures(Period(day, day)).talks == 0
    with timezone.override("Asia/Shanghai"):
        assert reports.figures(Period(day, day)).talks == 1
