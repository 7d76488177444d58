"""An agent's tools in the browser: notes, canned answers, corrections by keyboard; and what the customer says after."""

import pytest
from playwright.sync_api import Page, expect

from services.support.actions import desk
from shared.accounts.models import User
from tests.end_to_end.journeys.test_customer import ask

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def open_first(agent: Page, question: str) -> None:
    agent.get_by_role("link", name=question).click()
    expect(agent.get_by_role("button", name="Take over")).to_be_visible()


def test_a_note_is_read_by_colleagues_and_never_by_the_customer(customer: Page, agent: Page) -> None:
    ask(customer, "Do you sell shares?")
    open_first(agent, "Do you sell shares?")
    agent.keyboard.press("m")
    agent.get_by_label("Note for colleagues").fill("Asks every week.")
    agent.get_by_role("button", name="Save the note").click()
    expect(agent.locator(".message.note .message-body")).to_have_text("Asks every week.")
    expect(agent.get_by_label("Note for colleagues")).to_be_hidden()
    agent.get_by_role("button", name="Take over").click()
    expect(customer.get_by_text("You are talking with Anna.")).to_be_visible()
    expect(customer.get_by_text("Asks every week.")).to_have_count(0)


def test_a_slash_finds_a_canned_answer(customer: Page, agent: Page) -> None:
    anna = User.objects.get(username="anna")
    desk.save_canned(shortcut="shares", language="en", text="We sell no shares. {agent}", user=anna)
    ask(customer, "Do you sell shares?")
    open_first(agent, "Do you sell shares?")
    agent.keyboard.press("t")
    expect(agent.get_by_label("Your answer")).to_be_focused()
    agent.keyboard.type("/sha")
    expect(agent.get_by_role("option", name="/shares")).to_be_visible()
    agent.keyboard.press("Enter")
    expect(agent.get_by_label("Your answer")).to_have_value("We sell no shares. Anna")
    agent.keyboard.press("Enter")
    expect(customer.locator(".row.agent .bubble")).to_have_text("We sell no shares. Anna")


def test_the_next_customer_is_one_key_away(customer: Page, agent: Page) -> None:
    ask(customer, "Do you sell shares?")
    expect(agent.get_by_role("button", name="Take the next")).to_be_enabled()
    agent.keyboard.press("n")
    expect(customer.get_by_text("You are talking with Anna.")).to_be_visible()
    expect(agent.get_by_label("Your answer")).to_be_enabled()
