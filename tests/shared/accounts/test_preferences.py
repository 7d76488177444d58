"""Everyone chooses a language and a time zone."""

from datetime import UTC, datetime

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory

from shared.accounts.middleware import LocalTimeMiddleware
from shared.accounts.models import User
from tests.shared.conftest import SignIn

pytestmark = pytest.mark.django_db


def test_preferences_are_kept(agent: User, sign_in: SignIn) -> None:
    client = sign_in(agent)
    client.post("/accounts/preferences/", {"language": "zh-hans", "timezone": "Asia/Shanghai"})
    agent.refresh_from_db()
    assert (agent.language, agent.timezone) == ("zh-hans", "Asia/Shanghai")


def test_an_unknown_time_zone_changes_nothing(agent: User, sign_in: SignIn) -> None:
    response = sign_in(agent).post("/accounts/preferences/", {"language": "en", "timezone": "Moon/Tranquility"})
    assert "Select a valid choice" in response.content.decode()
    agent.refresh_from_db()
    assert agent.timezone == ""


def test_times_are_shown_in_ones_own_zone(agent: User) -> None:
    agent.timezone = "Asia/Shanghai"
    request = RequestFactory().get("/")
    request.user = agent
    moment = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
    shown = []

    def view(_request: object) -> object:
        shown.append(Template("{{ moment|time:'H:i' }}").render(Context({"moment": moment})))
        return None

    LocalTimeMiddleware(view)(request)  # type: ignore[arg-type]  # the reply is of no interest
    assert shown == ["20:00"]


def test_the_language_switch_works_without_an_account(outsider: Client) -> None:
    response = outsider.post("/language/", {"language": "zh-hans", "next": "/accounts/login/"})
    assert response["Location"] == "/accounts/login/"
    assert "登录" in outsider.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_language_switch_stays_on_this_site(outsider: Client, target: str) -> None:
    assert outsider.post("/language/", {"language": "en", "next": target})["Location"] == "/"
