"""An agent judges two answers blind, by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from services.support import models
from services.support.models.choices import Author
from tests.support.views.test_candidates import pair

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Better = models.Shadowed.Better


def press(page: Page, key: str) -> None:
    """And wait for the page that follows, with its scripts."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_pairs_are_judged_and_taken_back_by_keyboard(agent: Page) -> None:
    candidate = models.Candidate.objects.create(
        state=models.Candidate.State.ENDED, is_open=False, max_wrong_share=0.2, ready_at="2026-01-01T00:00Z"
    )
    rows = [pair(candidate, f"Question {number}?") for number in range(2)]
    agent.goto("/candidate/judge/")
    expect(agent.get_by_role("heading", name="Question 1?")).to_be_visible()
    press(agent, "1")
    expect(agent.get_by_role("heading", name="Question 0?")).to_be_visible()
    press(agent, "3")
    expect(agent.get_by_text("Nothing to judge")).to_be_visible()
    press(agent, "u")
    expect(agent.get_by_role("heading", name="Question 0?")).to_be_visible()
    marks = dict(models.Shadowed.objects.values_list("pk", "better"))
    assert marks[rows[0].pk] == ""
    assert marks[rows[1].pk] in (Better.LIVE, Better.CANDIDATE)
    assert models.Message.objects.filter(author=Author.BOT).count() == 2
