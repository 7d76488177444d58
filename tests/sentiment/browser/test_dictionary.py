"""While names are typed, the page shows what they find; a file is checked without losing it."""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from services.sentiment import models
from tests.sentiment.market import add_article, add_entity

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def file(text: str) -> list[FilePayload]:
    return [{"name": "companies.csv", "mimeType": "text/csv", "buffer": text.encode()}]


def test_typing_shows_what_is_found_and_what_to_mind(page: Page) -> None:
    add_entity("Quillon")
    add_article("Umbrel gains again")
    page.goto("/dictionary/add/")
    page.get_by_label("Name", exact=True).fill("Umbrel")
    expect(page.locator("#preview mark")).to_have_text("Umbrel")
    page.get_by_label("Alias").first.fill("Quillon")
    expect(page.locator("#preview .cautions")).to_contain_text("It is a name of Quillon too")
    rows = page.get_by_label("Alias").count()
    page.get_by_role("button", name="Another name").click()
    expect(page.get_by_label("Alias")).to_have_count(rows + 1)
    expect(page.get_by_label("Alias").last).to_be_focused()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Umbrel is saved.")).to_be_visible()


def test_a_file_is_checked_and_then_brought_in_without_choosing_it_again(page: Page) -> None:
    page.goto("/dictionary/")
    page.set_input_files("input[type=file]", files=file("name,watched\nUmbrel,perhaps\n"))
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#told")).to_contain_text("is neither yes nor no")
    page.set_input_files("input[type=file]", files=file("name,watched\nUmbrel,yes\n"))
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#told")).to_contain_text("would be added: 1")
    assert not models.Entity.objects.exists()
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("Companies added: 1, changed: 0.")).to_be_visible()
