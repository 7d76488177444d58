"""The overview that somebody looks at follows what comes in, without being loaded again."""

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, expect

from shared.accounts.models import User
from tests.sentiment.press_rows import judged

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site() -> Iterator[str]:
    """The ASGI application: only there do events stream."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    config = uvicorn.Config(
        "services.sentiment.asgi:application",
        host="127.0.0.1",
        port=port,
        log_config=None,
        timeout_graceful_shutdown=0,
    )
    server, started = uvicorn.Server(config), threading.Event()
    began = server.startup

    async def startup(sockets: list[socket.socket] | None = None) -> None:
        await began(sockets)
        started.set()

    server.startup = startup  # type: ignore[method-assign]  # uvicorn offers no event to wait for
    thread = threading.Thread(target=server.run)
    thread.start()
    assert started.wait(30)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = server.force_exit = True
    thread.join(30)


def test_a_story_that_comes_in_appears_by_itself(browser: Browser, transactional_db: None, site: str) -> None:
    client = Client()
    client.force_login(User.objects.create_user(username="ana", password=None, role="agent"))
    judged("The harbour opens", sentiment="positive")
    context = browser.new_context(base_url=site, locale="en-GB")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])
    page = context.new_page()
    page.goto("/overview/")
    # The dot says that the stream is open; only then can a change be announced.
    expect(page.locator("#live")).to_have_attribute("data-state", "on", timeout=15_000)
    expect(page.locator(".mood-value")).to_have_text("+100")
    judged("Umbrel sued again", sentiment="negative")
    expect(page.get_by_role("link", name="Umbrel sued again")).to_be_visible(timeout=15_000)
    expect(page.locator(".mood-value")).to_have_text("0")
    context.close()
