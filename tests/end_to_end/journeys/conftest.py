"""The real site in this process, and a real browser in front of it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django import Settings

from services.support.actions.answerers import answerers
from services.support.actions.remembered import forget_all
from shared.accounts.models import User
from shared.engines import forget_engines

PASSWORD = "a-long-password"


class Site:
    """The ASGI application on a port that stays the same when it is stopped and started again."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        config = uvicorn.Config(
            "services.support.asgi:application",
            host="127.0.0.1",
            port=self.port,
            log_config=None,
            timeout_graceful_shutdown=0,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._started = threading.Event()
        began = self._server.startup

        async def startup(sockets: list[socket.socket] | None = None) -> None:
            await began(sockets)
            self._started.set()

        self._server.startup = startup  # type: ignore[method-assign]  # uvicorn offers no event to wait for
        self._thread.start()
        assert self._started.wait(30)

    def stop(self) -> None:
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(30)
        answerers.stop()


@pytest.fixture
def site(transactional_db: None, settings: Settings, tmp_path: Path) -> Iterator[Site]:
    settings.MODELKIT_REGISTRY = str(tmp_path / "models")
    settings.MODELKIT_INDEXES = str(tmp_path / "indexes")
    settings.MODELKIT_URL = ""
    forget_engines()
    forget_all()
    cache.clear()
    running = Site()
    running.start()
    yield running
    running.stop()


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=site.url, color_scheme="light", locale="en-GB")
    made.set_default_timeout(15_000)
    yield made
    made.close()


@pytest.fixture
def customer(context: BrowserContext) -> Page:
    """The bank's page with the chat open."""
    page = context.new_page()
    page.goto("/widget/?language=en")
    page.get_by_role("button", name="Open the chat").click()
    return page


@pytest.fixture
def agent(browser: Browser, site: Site) -> Iterator[Page]:
    """Anna, signed in, at her desk, in a browser of her own."""
    with signed_in(browser, site, "anna", "agent", "/desk/") as page:
        yield page


def open_conversation(agent: Page, subject: str) -> None:
    """From the queue, and wait for the page's scripts: a key that is pressed before they run does nothing."""
    agent.get_by_role("link", name=subject).click()
    agent.wait_for_url("**/desk/*-*/**")


@pytest.fixture
def editor(browser: Browser, site: Site) -> Iterator[Page]:
    """Edith, signed in, at the articles."""
    with signed_in(browser, site, "edith", "editor", "/knowledge/health/") as page:
        yield page


@contextmanager
def signed_in(browser: Browser, site: Site, name: str, role: str, start: str) -> Iterator[Page]:
    user = User(username=name, first_name=name.capitalize(), role=role)
    user.set_password(PASSWORD)
    user.save()
    own = browser.new_context(base_url=site.url, locale="en-GB")
    own.set_default_timeout(15_000)
    page = own.new_page()
    page.goto(f"/accounts/login/?next={start}")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{start}")
    yield page
    own.close()
