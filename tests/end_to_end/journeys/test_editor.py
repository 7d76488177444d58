"""An editor's pages in the browser: what another desk exported, and what articles say differently."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from services.support import models
from tests.support.views.test_health import finding

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILES = Path(__file__).parents[2] / "support" / "actions" / "desks" / "files"


def test_a_file_of_another_desk_is_looked_at_brought_in_and_undone(editor: Page) -> None:
    editor.goto("/records/bring/")
    editor.get_by_label("JSON, NDJSON, CSV, YAML").set_input_files(FILES / "rasa-nlu.yml")
    editor.get_by_role("button", name="Look at it").click()
    expect(editor.get_by_role("heading", name="Read as: Rasa")).to_be_visible()
    assert not models.Example.objects.exists()
    editor.get_by_role("button", name="Bring it in").click()
    editor.wait_for_url("**/records/")
    assert models.Example.objects.exists()
    while (undo := editor.get_by_role("button", name="Undo")).count():
        editor.once("dialog", lambda dialog: dialog.accept())
        with editor.expect_navigation():
            # What was done a moment ago is told in front of it for some seconds.
            undo.first.press("Enter")
    assert not models.Example.objects.exists()


def test_a_contradiction_is_dismissed_with_its_reason_and_taken_up_again(editor: Page) -> None:
    finding()
    editor.reload()
    expect(editor.locator("mark.differs").first).to_have_text("9.90")
    why = editor.get_by_label("Why it needs no mending")
    why.fill("One is for express.")
    why.press("Enter")
    editor.get_by_role("link", name="Dismissed 1").click()
    expect(editor.get_by_text("One is for express.")).to_be_visible()
    editor.get_by_role("button", name="Take up again").click()
    expect(editor.get_by_role("link", name="Contradictions 1")).to_be_visible()


def test_a_report_covers_the_days_that_were_chosen(editor: Page) -> None:
    editor.goto("/reports/")
    with editor.expect_download() as told:
        editor.get_by_role("link", name="CSV").first.click()
    assert told.value.suggested_filename.endswith(".csv")
    assert Path(told.value.path()).read_text(encoding="utf-8-sig").count(",") > 10


def test_on_a_phone_one_sees_where_one_is(editor: Page) -> None:
    editor.set_viewport_size({"width": 390, "height": 800})
    editor.goto("/policy/")
    expect(editor.get_by_role("navigation", name="Main").locator("[aria-current]")).to_be_in_viewport(ratio=1)
