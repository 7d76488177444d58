"""An agent's tools in the browser: notes, canned answers, corrections by keyboard; and what the customer says after."""

import pytest
from playwright.sync_api import Page, expect

from services.support.actions import conversations, desk
from shared.accounts.models import User
from tests.end_to_end.journeys.conftest import open_conversation
from tests.end_to_end.journeys.test_customer import ask
from tests.support import fits
from tests.support.rows import conversation, waiting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_note_is_read_by_colleagues_and_never_by_the_customer(customer: Page, agent: Page) -> None:
    ask(customer, "Do you sell shares?")
    open_conversation(agent, "Do you sell shares?")
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
    open_conversation(agent, "Do you sell shares?")
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


def test_a_list_keeps_its_order_when_something_happens(customer: Page, agent: Page) -> None:
    fits.minds_tone()
    angry = conversation("This is ridiculous!! useless!!")
    waiting("How do I freeze my card?")
    agent.goto(f"/desk/{angry.pk}/")
    rows = agent.locator(".queue-subject")
    expect(rows).to_have_text(["How do I freeze my card?", "This is ridiculous!! useless!!"])
    agent.get_by_label("Order").select_option("unhappy")
    expect(rows).to_have_text(["This is ridiculous!! useless!!", "How do I freeze my card?"])
    # A list that somebody is choosing in is left alone.
    agent.get_by_label("Order").blur()
    ask(customer, "Do you sell shares?")
    expect(rows).to_have_count(3)
    expect(rows.first).to_have_text("This is ridiculous!! useless!!")
    expect(agent.locator("[data-row][aria-current=true]")).to_contain_text("This is ridiculous!!")
    expect(agent.get_by_text("Chance of being unhappy: 95 % · Reproachful tone")).to_be_visible()


def test_words_are_found_by_keyboard_and_the_list_stays(agent: Page) -> None:
    found, other = waiting("Where is my card from Lyon?"), waiting("What does it cost?")
    agent.goto(f"/desk/{other.pk}/")
    agent.keyboard.press("f")
    agent.keyboard.type("lyon")
    agent.keyboard.press("Enter")
    rows = agent.locator(".queue-subject")
    expect(rows).to_have_text(["Where is my card from Lyon?"])
    expect(agent.get_by_role("heading", name="What does it cost?")).to_be_visible()
    agent.keyboard.press("Escape")
    agent.keyboard.press("j")
    agent.keyboard.press("Enter")
    agent.wait_for_url(f"**/{found.pk}/**")
    expect(agent.get_by_role("searchbox")).to_have_value("lyon")
    agent.get_by_role("searchbox").fill("")
    agent.keyboard.press("Enter")
    expect(rows).to_have_count(2)


def test_a_redrawn_list_takes_the_focus_from_nobody(agent: Page) -> None:
    first, second = waiting("Where is my card?"), waiting("Where is my PIN?")
    agent.goto("/desk/")
    agent.locator(f"#row-{first.pk}").focus()
    # A key that comes between the drawing and its end.
    agent.evaluate(
        """row => {
            document.addEventListener("htmx:afterSwap", () => document.getElementById(row).focus(), { once: true });
            window.settled = new Promise((done) => document.addEventListener("htmx:afterSettle", done, { once: true }));
            htmx.trigger("#queue", "refresh");
        }""",
        f"row-{second.pk}",
    )
    agent.evaluate("() => window.settled.then(() => true)")
    expect(agent.locator(f"#row-{second.pk}")).to_be_focused()


def test_unsent_words_wait_with_their_conversation(agent: Page) -> None:
    anna = User.objects.get(username="anna")
    first, second = waiting("Where is my card?"), waiting("Where is my PIN?")
    for one in (first, second):
        conversations.take_over(conversation=one, agent=anna)
    agent.goto(f"/desk/{first.pk}/")
    agent.get_by_label("Your answer").fill("It is on its")
    agent.keyboard.press("Escape")
    agent.keyboard.press("m")
    agent.get_by_label("Note for colleagues").fill("Ask the printer")
    open_conversation(agent, "Where is my PIN?")
    expect(agent.get_by_label("Your answer")).to_have_value("")
    agent.goto(f"/desk/{first.pk}/")
    expect(agent.locator("#note-composer textarea")).to_have_value("Ask the printer")
    answer = agent.get_by_label("Your answer")
    expect(answer).to_have_value("It is on its")
    answer.fill("It is on its way.")
    answer.press("Enter")
    expect(agent.locator(".message.agent .message-body")).to_have_text("It is on its way.")
    agent.reload()
    expect(answer).to_have_value("")


def test_the_queue_shows_where_unsent_words_wait(agent: Page) -> None:
    anna = User.objects.get(username="anna")
    first, second = waiting("Where is my card?"), waiting("Where is my PIN?")
    for one in (first, second):
        conversations.take_over(conversation=one, agent=anna)
    desk.save_canned(shortcut="soon", language="en", text="Soon.", user=anna)
    agent.goto(f"/desk/{first.pk}/")
    mark = agent.get_by_text("unsent words of yours wait here")
    expect(mark).to_have_count(2)
    expect(mark.filter(visible=True)).to_have_count(0)
    answer = agent.get_by_label("Your answer")
    answer.fill("It is")
    expect(agent.get_by_role("link", name="unsent words of yours wait here")).to_contain_text("Where is my card?")
    answer.fill(" ")
    expect(mark.filter(visible=True)).to_have_count(0)
    answer.fill("/so")
    agent.get_by_role("option", name="/soon").click()
    expect(answer).to_have_value("Soon.")
    # Elsewhere, and after the list was drawn again, it stands there still.
    agent.get_by_role("link", name="Where is my PIN?").click()
    agent.wait_for_url(f"**/{second.pk}/**")
    conversations.post_visitor_message(conversation=first, text="Are you there?")
    marked = agent.get_by_role("link", name="unsent words of yours wait here")
    expect(marked).to_contain_text("Are you there?")
    marked.click()
    agent.wait_for_url(f"**/{first.pk}/**")
    answer.press("Enter")
    expect(agent.locator(".message.agent .message-body")).to_have_text("Soon.")
    expect(mark).to_have_count(2)
    expect(mark.filter(visible=True)).to_have_count(0)


def test_two_conversations_of_one_customer_become_one_by_keyboard(agent: Page) -> None:
    old, new = conversation("Where is my card?"), conversation("And where is my PIN?")
    agent.goto(f"/desk/{old.pk}/")
    agent.keyboard.press("g")
    address = agent.get_by_label("By its address at this desk", exact=True)
    expect(address).to_be_focused()
    address.fill(f"{agent.url.removesuffix(f'{old.pk}/')}{new.pk}/")
    agent.get_by_label("The customers of both are one person").check()
    agent.get_by_role("button", name="Merge", exact=True).click()
    agent.wait_for_url(f"**/desk/{new.pk}/")
    expect(agent.locator(".message.visitor .message-body")).to_have_text(["Where is my card?", "And where is my PIN?"])
    agent.get_by_role("button", name="Undo").click()
    expect(agent.locator(".message.visitor .message-body")).to_have_text(["And where is my PIN?"])
