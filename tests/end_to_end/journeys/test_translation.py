"""An agent who does not write the customer's language: translate by keyboard, read, edit, send."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from services.support import models
from services.support.actions import conversations
from services.support.models.choices import Author
from shared.accounts.models import User
from tests.support.generators import Generator, running_generator
from tests.support.rows import conversation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def generator(settings: Settings) -> Iterator[Generator]:
    with running_generator("您的200元明天到账。") as running:
        settings.GENERATOR_URL, settings.GENERATOR_MODEL = running.url, "bilingual"
        yield running


@pytest.fixture
def talk(agent: Page, generator: Generator) -> models.Conversation:
    made = conversation("我的200元什么时候到账？")
    models.Conversation.objects.filter(pk=made.pk).update(language="zh")
    conversations.take_over(conversation=made, agent=User.objects.get(username="anna"))
    agent.goto(f"/desk/{made.pk}/")
    return made


def said(talk: models.Conversation) -> list[tuple[str, str]]:
    rows = models.Message.objects.filter(conversation=talk, author=Author.AGENT)
    return list(rows.values_list("text", "original"))


def test_an_answer_is_translated_read_edited_and_sent(agent: Page, talk: models.Conversation) -> None:
    own, draft = agent.get_by_label("Your answer"), agent.get_by_label("What the customer will read")
    own.fill("Your 200 yuan arrive tomorrow.")
    own.press("Control+Enter")
    expect(draft).to_have_value("您的200元明天到账。")
    expect(draft).to_be_focused()
    assert said(talk) == []
    check = agent.locator("#draft-held")
    draft.fill("您的300元明天到账。")
    expect(check).to_contain_text("numbers, dates or links differ from your words")
    draft.fill("您的200元明天就会到账。")
    expect(check).to_contain_text("read it before you send it")
    draft.press("Enter")
    expect(agent.locator(".message.agent .message-body")).to_have_text("您的200元明天就会到账。")
    expect(agent.locator(".message.agent .translation")).to_contain_text("Your 200 yuan arrive tomorrow.")
    expect(draft).to_have_count(0)
    expect(own).to_have_value("")
    assert said(talk) == [("您的200元明天就会到账。", "Your 200 yuan arrive tomorrow.")]


def test_nothing_goes_out_while_the_translation_is_on_its_way(
    agent: Page, talk: models.Conversation, generator: Generator
) -> None:
    own = agent.get_by_label("Your answer")
    own.fill("Your 200 yuan arrive tomorrow.")
    generator.may_answer.clear()
    own.press("Control+Enter")
    expect(agent.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    own.press("Enter")
    generator.may_answer.set()
    expect(agent.get_by_label("What the customer will read")).to_be_visible()
    assert said(talk) == []
    # What is written meanwhile is named, and Enter translates again instead of sending what nobody has seen.
    own.fill("Your 200 yuan arrive tomorrow, I promise.")
    expect(agent.locator("#draft-held")).to_contain_text("your words have changed since")
    generator.written = "我保证您的200元明天到账。"
    own.press("Enter")
    expect(agent.get_by_label("What the customer will read")).to_have_value("我保证您的200元明天到账。")
    assert said(talk) == []
    agent.get_by_role("button", name="Send my own words instead").click()
    expect(own).to_be_focused()
    own.press("Enter")
    expect(agent.locator(".message.agent .message-body")).to_have_text(re.compile("I promise"))
    assert said(talk) == [("Your 200 yuan arrive tomorrow, I promise.", "")]


def test_words_changed_while_the_translation_is_on_its_way_are_named(
    agent: Page, talk: models.Conversation, generator: Generator
) -> None:
    own, check = agent.get_by_label("Your answer"), agent.locator("#draft-held")
    own.fill("Your 200 yuan arrive tomorrow.")
    generator.may_answer.clear()
    own.press("Control+Enter")
    expect(agent.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    own.fill("Your 200 yuan arrive tomorrow, I promise.")
    generator.may_answer.set()
    expect(check).to_contain_text("your words have changed since")
    expect(agent.get_by_role("log", name="Messages")).to_contain_text("我的200元什么时候到账？")
    own.fill("Your 200 yuan arrive tomorrow.")
    expect(check).to_contain_text("read it before you send it")
