"""A customer at the widget: asks, reads sources, loses the connection, and loses nothing."""

import pytest
from playwright.sync_api import Page, expect

from services.support import models
from services.support.actions import conversations
from services.support.actions.conversations.rows import add_message, locked
from services.support.models.choices import Author, Rung
from shared.accounts.models import User
from tests.end_to_end.journeys.conftest import Site
from tests.support.rows import article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def ask(page: Page, text: str) -> None:
    page.get_by_label("Write your question…").fill(text)
    page.keyboard.press("Enter")


def answered(page: Page) -> None:
    """The assistant has said its own of what was asked, under its greeting: what is put in later stands below it."""
    expect(page.locator(".log .row.bot .bubble")).to_have_count(2)


def answer(text: str, **fields: object) -> models.Message:
    """The assistant's answer to what was asked, as the ladder stores it."""
    with locked(models.Conversation.objects.get()) as row:
        return add_message(row, author=Author.BOT, text=text, rung=Rung.COMPOSED.value, **fields)


def test_a_question_without_an_answer_reaches_a_person(customer: Page) -> None:
    ask(customer, "Do you sell shares?")
    expect(customer.get_by_text("A person will join you here.")).to_be_visible()
    assert models.Conversation.objects.get().state == "waiting"
    expect(customer.get_by_role("button", name="Talk to a person")).to_be_hidden()


def test_an_answer_cites_and_the_citation_opens_the_passage(customer: Page) -> None:
    ask(customer, "hello")
    answered(customer)
    chunk = article().chunks.get(position=0)
    place = {"n": 1, "chunk": chunk.pk, "document": "d", "version": 1, "title": "Order a replacement card"}
    answer("Post is **free**. [1]\n| a | b |\n|---|---|\n| c | d |", citations=[{**place, "heading": "What it costs"}])
    source = customer.get_by_role("link", name="Order a replacement card › What it costs")
    expect(source).to_be_visible()
    expect(customer.get_by_role("cell", name="d")).to_be_visible()
    with customer.context.expect_page() as opened:
        source.click()
    expect(opened.value.locator("#cited")).to_contain_text("Express costs 9.90")


def test_a_thumb_is_kept(customer: Page) -> None:
    ask(customer, "hello")
    answered(customer)
    message = answer("It is free.")
    customer.get_by_role("button", name="This helped").click()
    expect(customer.get_by_text("Thank you for telling us.")).to_be_visible()
    message.refresh_from_db()
    assert message.feedback == 1


def test_text_is_text_whoever_wrote_it(customer: Page) -> None:
    ask(customer, "<img src=x onerror=\"document.title='broken'\">")
    answer_text = "<b>bold</b> <script>document.title='broken'</script> [x](javascript:alert(1))"
    expect(customer.locator(".row.visitor .bubble")).to_have_text("<img src=x onerror=\"document.title='broken'\">")
    answered(customer)
    answer(answer_text)
    expect(customer.locator(".log .row.bot .bubble").last).to_have_text(answer_text)
    assert customer.title() == "Lumen Bank"


def test_what_is_written_offline_is_sent_once_later(customer: Page, site: Site) -> None:
    ask(customer, "thanks")
    expect(customer.locator(".row.visitor:not(.pending)")).to_have_count(1)
    site.stop()
    ask(customer, "Where is my card?")
    expect(customer.get_by_text("Not sent yet. We keep trying.")).to_be_visible()
    site.start()
    expect(customer.locator(".row.visitor:not(.pending)")).to_have_count(2)
    assert models.Message.objects.filter(author=Author.VISITOR).count() == 2


def test_what_was_not_sent_outlives_the_page(customer: Page) -> None:
    customer.route("**/api/widget/conversations*", lambda route: route.abort())
    ask(customer, "Where is my card?")
    expect(customer.get_by_text("Not sent yet. We keep trying.")).to_be_visible()
    customer.unroute("**/api/widget/conversations*")
    customer.reload()
    expect(customer.locator(".row.visitor:not(.pending)")).to_have_count(1)
    assert models.Message.objects.filter(author=Author.VISITOR).count() == 1


def test_a_reload_shows_the_conversation_again(customer: Page) -> None:
    ask(customer, "thanks")
    expect(customer.locator(".row.visitor:not(.pending)")).to_have_count(1)
    expect(customer.locator(".row.bot .label")).to_be_visible()
    said = customer.locator(".log .bubble").all_text_contents()
    customer.reload()
    expect(customer.locator(".log .bubble")).to_have_text(said)


def test_a_closed_conversation_offers_a_new_one(customer: Page) -> None:
    ask(customer, "thanks")
    expect(customer.locator(".row.visitor:not(.pending)")).to_have_count(1)
    agent = User.objects.create(username="anna", role="agent")
    conversations.close(conversation=models.Conversation.objects.get(), agent=agent)
    customer.get_by_role("button", name="Start a new conversation").click()
    ask(customer, "hello")
    expect(customer.locator(".row.visitor:not(.pending)")).to_have_count(1)
    assert models.Conversation.objects.count() == 2


def test_the_keyboard_is_enough(customer: Page) -> None:
    field = customer.get_by_label("Write your question…")
    expect(field).to_be_focused()
    field.press_sequentially("one")
    field.press("Shift+Enter")
    field.press_sequentially("two")
    assert field.input_value() == "one\ntwo"
    field.press("Escape")
    expect(customer.get_by_role("button", name="Open the chat")).to_be_focused()
    customer.keyboard.press("Enter")
    expect(field).to_have_value("one\ntwo")


def test_on_a_phone_the_panel_keeps_the_focus(customer: Page) -> None:
    customer.get_by_role("button", name="Close the chat").first.click()
    customer.set_viewport_size({"width": 390, "height": 800})
    customer.get_by_role("button", name="Open the chat").click()
    expect(customer.get_by_role("dialog")).to_have_attribute("aria-modal", "true")
    for _ in range(20):
        customer.keyboard.press("Tab")
        inside = "document.activeElement.localName === 'triptych-chat'"
        assert customer.evaluate(inside)


def test_a_message_that_is_too_long_is_kept_in_the_field(customer: Page) -> None:
    expect(customer.locator(".log .bubble")).to_be_visible()
    ask(customer, "x" * 20_001)
    expect(customer.get_by_text("Please shorten your message to 20000 characters.")).to_be_visible()
    expect(customer.get_by_label("Write your question…")).to_have_value("x" * 20_001)
    assert not models.Message.objects.exists()


def test_it_speaks_chinese(customer: Page) -> None:
    customer.goto("/widget/?language=zh-hans")
    expect(customer.get_by_role("button", name="转人工客服")).to_be_visible()
