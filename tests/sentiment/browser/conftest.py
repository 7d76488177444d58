"""A real browser before the real pages, signed in as an editor; what breaks in it breaks the test."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from shared.accounts.models import User


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, transactional_db: None) -> Iterator[Page]:
    client = Client()
    client.force_login(User.objects.create_user(username="eli", password=None, role="editor"))
    context = browser.new_context(base_url=live_server.url, color_scheme="light", locale="en-GB")
    context.set_default_timeout(15_000)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if "Policy" in message.text else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("response", lambda reply: problems.append(f"{reply.status} {reply.url}") if reply.status >= 500 else None)
    yield page
    context.close()
    assert problems == []
