"""After a conversation the customer says how it was, where it ended."""

import pytest
from playwright.sync_api import Page, expect

from services.support import models
from tests.end_to_end.journeys.conftest import open_conversation
from tests.end_to_end.journeys.test_customer import ask

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_after_the_conversation_the_customer_says_how_it_was(customer: Page, agent: Page) -> None:
    ask(customer, "Do you sell shares?")
    open_conversation(agent, "Do you sell shares?")
    agent.get_by_role("button", name="Take over").click()
    agent.get_by_label("Your answer").fill("We sell no shares.")
    agent.keyboard.press("Enter")
    expect(customer.locator(".row.agent .bubble")).to_have_text("We sell no shares.")
    agent.once("dialog", lambda dialog: dialog.accept())
    agent.get_by_role("region", name="Conversation", exact=True).get_by_role("button", name="Close").click()
    expect(customer.get_by_text("How did we do?")).to_be_visible()
    customer.get_by_role("button", name="Good", exact=True).click()
    expect(customer.locator(".survey").get_by_text("Thank you for telling us.")).to_be_visible()
    expect(customer.get_by_text("This conversation was closed.")).to_be_in_viewport(ratio=1)
    customer.get_by_placeholder("Anything that we should know?").fill("Quick, thank you")
    customer.locator(".survey").get_by_role("button", name="Send").click()
    expect(customer.get_by_placeholder("Anything that we should know?")).to_be_hidden()
    rating = models.Rating.objects.get()
    assert (rating.score, rating.comment) == (4, "Quick, thank you")
