"""An agent at the desk: sees who waits, takes over, and both sides read each other at once."""

import pytest
from playwright.sync_api import Page, expect

from services.support import models
from services.support.models.choices import State
from tests.end_to_end.journeys.conftest import open_conversation
from tests.end_to_end.journeys.test_customer import ask

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_waiting_to_answered_to_handed_back(customer: Page, agent: Page) -> None:
    ask(customer, "Do you sell shares?")
    open_conversation(agent, "Do you sell shares?")
    agent.get_by_role("button", name="Take over").click()
    expect(customer.get_by_text("You are talking with Anna.")).to_be_visible()

    agent.get_by_label("Your answer").fill("We do not, I am sorry.")
    agent.keyboard.press("Enter")
    expect(customer.locator(".row.agent .bubble")).to_have_text("We do not, I am sorry.")
    expect(agent.locator(".message.agent .message-body")).to_have_text("We do not, I am sorry.")
    expect(agent.get_by_label("Your answer")).to_have_value("")

    ask(customer, "A pity.")
    expect(agent.locator(".message.visitor").last).to_contain_text("A pity.")
    agent.get_by_role("button", name="Hand back").click()
    expect(customer.get_by_role("button", name="Talk to a person")).to_be_visible()
    assert models.Conversation.objects.get().state == State.BOT


def test_the_queue_fills_while_it_is_looked_at(customer: Page, agent: Page) -> None:
    expect(agent.get_by_text("No conversations here.")).to_be_visible()
    ask(customer, "Do you sell shares?")
    expect(agent.get_by_role("link", name="Do you sell shares?")).to_contain_text("Waiting")


def test_keys_do_what_buttons_do(customer: Page, agent: Page) -> None:
    ask(customer, "Do you sell shares?")
    row = agent.get_by_role("link", name="Do you sell shares?")
    # The assistant's last word has arrived: from here on nothing redraws the row under the keys.
    expect(row).to_contain_text("I have passed your question on")
    agent.keyboard.press("j")
    expect(row).to_be_focused()
    agent.keyboard.press("Enter")
    agent.wait_for_url("**/desk/*-*/**")
    agent.keyboard.press("w")
    expect(agent.get_by_role("heading", name="Why this answer")).to_be_visible()
    expect(agent.get_by_text("Nothing in the knowledge fits")).to_be_visible()
    agent.keyboard.press("Escape")
    agent.keyboard.press("t")
    expect(agent.get_by_label("Your answer")).to_be_focused()
    agent.keyboard.press("Escape")
    agent.once("dialog", lambda dialog: dialog.accept())
    agent.keyboard.press("e")
    expect(customer.get_by_role("button", name="Start a new conversation")).to_be_visible()


def test_a_redraw_of_the_queue_leaves_the_chosen_row_its_focus(customer: Page, agent: Page) -> None:
    ask(customer, "Do you sell shares?")
    row = agent.get_by_role("link", name="Do you sell shares?")
    expect(row).to_contain_text("I have passed your question on")
    agent.keyboard.press("j")
    expect(row).to_be_focused()
    ask(customer, "Nor funds?")
    expect(row).to_contain_text("Nor funds?")
    expect(row).to_be_focused()


def test_on_a_phone_one_column_is_shown_at_a_time(customer: Page, agent: Page) -> None:
    agent.set_viewport_size({"width": 390, "height": 800})
    ask(customer, "Do you sell shares?")
    agent.get_by_role("link", name="Do you sell shares?").click()
    expect(agent.get_by_role("button", name="Take over")).to_be_visible()
    expect(agent.get_by_label("Which conversations")).to_be_hidden()
    assert agent.evaluate("document.documentElement.scrollWidth") == 390
    agent.get_by_role("link", name="Back to the queue").click()
    expect(agent.get_by_label("Which conversations")).to_be_visible()
