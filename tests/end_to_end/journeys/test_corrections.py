"""An agent corrects an answer beside the conversation, by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from services.support import models
from tests.end_to_end.journeys.conftest import open_conversation
from tests.end_to_end.journeys.test_customer import ask

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_correction_is_proposed_beside_the_conversation(customer: Page, agent: Page) -> None:
    ask(customer, "Do you sell shares?")
    open_conversation(agent, "Do you sell shares?")
    agent.keyboard.press("c")
    expect(agent.get_by_label("The customer's question")).to_have_value("Do you sell shares?")
    agent.get_by_label("Intent", exact=True).fill("no_shares")
    agent.get_by_label("The right answer").fill("We sell no shares.")
    agent.get_by_role("button", name="Propose").click()
    expect(agent.get_by_text("An editor decides.")).to_be_visible()
    row = models.Correction.objects.get()
    assert (row.question, row.intent, row.author and row.author.username) == (
        "Do you sell shares?",
        "no_shares",
        "anna",
    )
