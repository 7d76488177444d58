"""A chat whose conversation an agent merges into another: it goes on there, before the customer's eyes."""

import pytest
from playwright.sync_api import Page, expect

from services.support import models
from services.support.actions import conversations
from shared.accounts.models import User
from tests.end_to_end.journeys.test_customer import ask
from tests.support.rows import conversation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def open_chat(customer: Page) -> models.Conversation:
    """The customer has asked, and waits for a person."""
    ask(customer, "Do you sell shares?")
    expect(customer.get_by_text("A person will join you here.")).to_be_visible()
    return models.Conversation.objects.get()


def earlier_talk(chat: models.Conversation) -> models.Conversation:
    """Another one of the same customer."""
    made = conversations.open_conversation(visitor=chat.visitor)
    conversations.post_visitor_message(conversation=made, text="Where is my card?")
    return made


def written(customer: Page, text: str) -> models.Message:
    """What the customer writes now has arrived."""
    ask(customer, text)
    expect(customer.locator(".row.visitor.pending")).to_have_count(0)
    expect(customer.locator(".row.visitor .bubble").last).to_have_text(text)
    return models.Message.objects.get(text=text)


def test_the_chat_goes_on_in_the_other_conversation(customer: Page, agent: Page) -> None:
    chat = open_chat(customer)
    other = earlier_talk(chat)
    agent.goto(f"/desk/{chat.pk}/")
    agent.keyboard.press("g")
    agent.get_by_label("Of this customer").select_option(str(other.pk))
    agent.get_by_role("button", name="Merge", exact=True).click()
    agent.wait_for_url(f"**/desk/{other.pk}/")
    # What was said stays in sight, and what was said over there comes below it.
    bubbles = customer.locator(".row.visitor .bubble")
    expect(bubbles).to_have_text(["Do you sell shares?", "Where is my card?"])
    assert written(customer, "I am still here.").conversation_id == other.pk
    expect(agent.locator(".message.visitor .message-body").last).to_have_text("I am still here.")
    agent.get_by_role("button", name="Take over").click()
    expect(customer.get_by_text("You are talking with Anna.")).to_be_visible()
    agent.get_by_label("Your answer").fill("We do not, and your card is on its way.")
    agent.keyboard.press("Enter")
    expect(customer.locator(".row.agent .bubble")).to_have_text("We do not, and your card is on its way.")
    # A page that is opened anew goes on there, too.
    customer.reload()
    expect(bubbles).to_have_text(["Where is my card?", "I am still here."])
    assert written(customer, "Thank you.").conversation_id == other.pk
    assert models.Conversation.objects.count() == 2


def test_a_customer_who_was_away_is_led_there(customer: Page, agent: Page) -> None:
    chat = open_chat(customer)
    other = earlier_talk(chat)
    address = customer.url
    customer.goto("about:blank")
    conversations.merge(source=chat.pk, target=other.pk, agent=User.objects.get(username="anna"))
    customer.goto(address)
    expect(customer.locator(".row.visitor .bubble")).to_have_text(["Do you sell shares?", "Where is my card?"])
    assert written(customer, "I am back.").conversation_id == other.pk


def test_what_was_written_offline_arrives_in_the_other_conversation(customer: Page, agent: Page) -> None:
    chat = open_chat(customer)
    other = earlier_talk(chat)
    customer.context.set_offline(True)
    ask(customer, "Are you there?")
    expect(customer.get_by_text("Not sent yet. We keep trying.")).to_be_visible()
    conversations.merge(source=chat.pk, target=other.pk, agent=User.objects.get(username="anna"))
    customer.context.set_offline(False)
    expect(customer.locator(".row.visitor.pending")).to_have_count(0)
    assert models.Message.objects.get(text="Are you there?").conversation_id == other.pk
    expect(customer.locator(".row.visitor .bubble").filter(has_text="Are you there?")).to_have_count(1)


def test_a_browser_of_another_customer_reads_nothing_of_it(customer: Page, agent: Page) -> None:
    """An agent has said that two customers are one: what was this one's is the other's now, whose browser reads it."""
    chat, other = open_chat(customer), conversation("My PIN is gone.")
    conversations.merge(source=chat.pk, target=other.pk, agent=User.objects.get(username="anna"), same_person=True)
    expect(customer.get_by_text("A person will join you here.")).to_be_hidden()
    message = written(customer, "Hello?")
    assert message.conversation_id not in {chat.pk, other.pk}
    expect(customer.get_by_text("My PIN is gone.")).to_have_count(0)
