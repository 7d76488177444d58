"""Labelling needs no mouse: every step has its key, and none is taken while somebody chooses a topic."""

import pytest
from playwright.sync_api import Page, expect

from services.sentiment import models
from tests.sentiment.market import add_entity
from tests.sentiment.press_rows import judged

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk_page(page: Page) -> Page:
    umbrel = add_entity("Umbrel")
    judged("Umbrel sued again", about=umbrel)
    judged("The harbour opens")
    page.goto("/labels/")
    return page


def title(page: Page) -> str:
    return page.locator(".candidate h2").inner_text()


def press(page: Page, key: str) -> None:
    """And wait for the page that follows."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_a_topic_and_a_tone_are_given_by_key_and_taken_back(desk_page: Page) -> None:
    while desk_page.locator("select[name=topic]").count() == 0:
        press(desk_page, "ArrowRight")
    shown = title(desk_page)
    desk_page.keyboard.press("t")
    expect(desk_page.locator("select[name=topic]")).to_be_focused()
    desk_page.keyboard.type("Deals")
    desk_page.keyboard.press("Escape")
    press(desk_page, "1")
    label = models.Label.objects.get()
    assert (label.sentiment, label.topic, label.text) == ("negative", "deals", shown)
    press(desk_page, "u")
    assert not models.Label.objects.exists()
    assert title(desk_page) == shown


def test_companies_in_articles_are_labelled_by_key(desk_page: Page) -> None:
    while desk_page.get_by_text("What does it say of Umbrel?").count() == 0:
        press(desk_page, "ArrowRight")
    expect(desk_page.locator(".candidate a.name")).to_have_text("Umbrel")
    press(desk_page, "3")
    label = models.Label.objects.get()
    assert (label.entity and label.entity.key, label.sentiment) == ("umbrel", "positive")


def test_arrows_go_through_the_queue_and_back_and_skipping_leaves_it(desk_page: Page) -> None:
    first = desk_page.locator(".candidate").inner_text()
    press(desk_page, "ArrowRight")
    assert desk_page.locator(".candidate").inner_text() != first
    press(desk_page, "ArrowLeft")
    assert desk_page.locator(".candidate").inner_text() == first
    for _ in range(3):
        press(desk_page, "s")
    expect(desk_page.get_by_text("Nothing to label now")).to_be_visible()
    assert not models.Label.objects.exists()
