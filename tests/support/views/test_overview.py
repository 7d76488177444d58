"""The overview's dates, its figures, and what it shows before anybody has asked."""

import pytest
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from services.support.models.choices import Reason, Rung
from tests.support.rows import trace, waiting


def test_before_the_first_question_it_says_what_to_do(agent: Client) -> None:
    page = agent.get(reverse("overview")).content.decode()
    assert "No questions yet" in page
    assert reverse("bank") in page


def test_figures_and_unknown_questions_are_shown(agent: Client) -> None:
    trace()
    trace(rung=Rung.HANDOVER, reason=Reason.NO_SOURCES, text="Do you sell <b>shares</b>?")
    waiting()
    page = agent.get(reverse("overview-figures")).content.decode()
    assert "50 %" in page
    assert "Do you sell &lt;b&gt;shares&lt;/b&gt;?" in page
    assert "1 waits now" in page


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("", 7),
        ("days=30", 30),
        ("days=0", 7),
        ("days=²", 7),
        ("days=999999999", 7),
        ("from=2026-01-01&to=2026-01-10", 10),
        ("from=2026-01-10&to=2026-01-01", 7),
        ("from=2026-02-31&to=2026-03-01", 7),
        ("from=1900-01-01&to=2026-01-01", 7),
    ],
)
def test_nonsense_dates_give_the_last_week(agent: Client, query: str, days: int) -> None:
    response = agent.get(f"{reverse('overview')}?{query}")
    assert response.context["period"].days == days


@override_settings(LANGUAGE_CODE="en")
def test_it_speaks_chinese(agent: Client) -> None:
    agent.cookies["django_language"] = "zh-hans"
    assert "还没有问题" in agent.get(reverse("overview")).content.decode()
