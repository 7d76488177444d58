"""What only a browser can tell: nothing breaks under our own policy, themes and phones included."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from shared.accounts.models import User

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.shared.ui.gallery"),
]
# What lies, in its middle, under a notice.
COVERED = """() => [...document.querySelectorAll("main :is(a, button, input, select, textarea)")].filter((one) => {
  const box = one.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return top?.closest(".toast") && !one.closest(".toast");
}).map((one) => one.outerHTML)"""


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    User.objects.create(username="ana", password=make_password("a-long-password"), role="admin")
    context = browser.new_context(base_url=live_server.url, color_scheme="light")
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if "Policy" in message.text else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("response", lambda reply: problems.append(f"{reply.status} {reply.url}") if reply.status >= 400 else None)
    page.goto("/accounts/login/?next=/gallery/")
    page.get_by_label("Username").fill("ana")
    page.get_by_label("Password").fill("a-long-password")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/gallery/")
    yield page
    context.close()
    assert problems == []


def test_a_chart_is_drawn_under_the_policy(page: Page) -> None:
    page.locator(".chart-canvas svg .scatterlayer path.js-line").first.wait_for()
    assert page.locator(".chart-canvas svg").count() > 0


def test_a_chart_takes_the_colours_of_the_theme(page: Page) -> None:
    tick = page.locator(".chart-canvas .xtick text").first
    before = tick.evaluate("element => getComputedStyle(element).fill")
    page.get_by_label("Your account").click()
    page.get_by_role("button", name="Dark").click()
    page.wait_for_function(
        "before => getComputedStyle(document.querySelector('.chart-canvas .xtick text')).fill !== before", arg=before
    )


def test_the_theme_survives_the_next_page(page: Page) -> None:
    page.get_by_label("Your account").click()
    page.get_by_role("button", name="Dark").click()
    page.reload()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    assert page.get_by_role("button", name="Dark", include_hidden=True).get_attribute("aria-pressed") == "true"


def test_escape_closes_the_menu_and_returns_the_focus(page: Page) -> None:
    page.get_by_label("Your account").click()
    page.keyboard.press("Escape")
    assert not page.get_by_text("Sign out").is_visible()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Your account"


def test_a_dangerous_form_asks_first(page: Page) -> None:
    asked: list[str] = []

    def decline(dialog: object) -> None:
        asked.append(dialog.message)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", decline)
    page.get_by_role("button", name="Delete").click()
    assert asked == ["Really delete?"]
    assert page.url.endswith("/gallery/")


def test_a_phone_scrolls_down_only(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.get_by_role("navigation", name="Main").bounding_box()["y"] > 600  # type: ignore[index]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_notice_covers_nothing_and_hands_the_focus_on(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto("/saved/")
    page.wait_for_url("**/gallery/")
    # They are told to screen readers with the first picture after the page has come.
    page.evaluate("() => new Promise(requestAnimationFrame)")
    notices = page.get_by_role("main").get_by_role("status").get_by_role("listitem")
    assert notices.all_inner_texts() == ["Saved.", "Nobody has looked at it yet."]
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    # Whatever can be pressed is what a finger in its middle meets, from the top of the page to its end.
    assert page.evaluate(COVERED) == []
    page.evaluate("scrollTo(0, 0)")
    assert notices.first.is_visible()
    assert page.evaluate(COVERED) == []
    notices.first.get_by_role("button", name="Close").press("Enter")
    assert page.evaluate("document.activeElement.closest('.toast').innerText.trim()") == "Nobody has looked at it yet."
    page.keyboard.press("Enter")
    assert notices.count() == 0
    assert page.evaluate("document.activeElement.id") == "main"
