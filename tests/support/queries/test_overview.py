"""Figures add up, and empty days count too."""

from datetime import timedelta

import pytest
from django.utils import timezone

from services.support.models.choices import Reason, Rung
from services.support.queries import overview
from tests.support.rows import conversation, trace

pytestmark = pytest.mark.django_db


def last_days(count: int) -> overview.Period:
    today = timezone.localdate()
    return overview.Period(today - timedelta(days=count - 1), today)


def test_shares_are_of_questions_and_notices_are_none() -> None:
    trace(rung=Rung.TEMPLATE)
    trace(rung=Rung.COMPOSED)
    trace(rung=Rung.COMPOSED)
    trace(rung=Rung.HANDOVER, reason=Reason.BELOW_THRESHOLD)
    trace(rung=Rung.NOTICE, reason=Reason.NOT_A_QUESTION)
    totals = overview.totals(last_days(7))
    assert (totals.questions, totals.answered_share, totals.handed_over_share) == (4, 0.75, 0.25)


def test_percentiles_are_values_that_occurred() -> None:
    for milliseconds in range(1, 101):
        trace(milliseconds=float(milliseconds))
    totals = overview.totals(last_days(7))
    assert (totals.p50, totals.p95) == (51.0, 96.0)


def test_nothing_asked_gives_no_shares() -> None:
    totals = overview.totals(last_days(7))
    assert (totals.answered_share, totals.p50, totals.liked_share) == (None, None, None)


def test_every_day_has_a_row() -> None:
    trace(days_ago=2)
    days = overview.by_day(last_days(5))
    assert len(days) == 5
    assert [day.template for day in days] == [0, 0, 1, 0, 0]


def test_what_is_older_belongs_to_the_period_before() -> None:
    trace(days_ago=8)
    assert overview.totals(last_days(7)).questions == 0
    assert overview.totals(last_days(7).before).questions == 1


def test_the_most_asked_unknown_question_comes_first() -> None:
    for text in ("Shares?", "Mortgage?", "Mortgage?"):
        trace(text=text, rung=Rung.HANDOVER, reason=Reason.NO_SOURCES)
    trace(text="A person please", rung=Rung.HANDOVER, reason=Reason.ASKED_FOR_PERSON)
    found = overview.unknown_questions(last_days(7))
    assert [(row["text"], row["count"]) for row in found] == [("Mortgage?", 2), ("Shares?", 1)]


def test_an_unknown_question_leads_to_its_newest_conversation() -> None:
    for _ in range(2):
        newest = conversation("Shares?")
        trace(text="Shares?", rung=Rung.HANDOVER, reason=Reason.NO_SOURCES, question=newest.messages.get())
    trace(text="Mortgage?", rung=Rung.HANDOVER, reason=Reason.NO_SOURCES)
    found = overview.unknown_questions(last_days(7))
    assert [row["conversation"] for row in found] == [newest.pk, None]
