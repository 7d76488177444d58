"""Signing in and out."""

import pytest
from django.conf import settings
from django.test import Client

from shared.accounts import actions
from shared.accounts.models import User
from tests.shared.conftest import SignIn

pytestmark = pytest.mark.django_db


def post_login(client: Client, password: str, **fields: str) -> object:
    return client.post("/accounts/login/", {"username": "ana", "password": password, **fields})


def test_the_right_password_opens_the_start_page(agent: User, outsider: Client) -> None:
    response = post_login(outsider, "a-long-password")
    assert (response.status_code, response["Location"]) == (302, "/")  # type: ignore[attr-defined,index]


def test_a_wrong_password_is_told_without_saying_what_was_wrong(agent: User, outsider: Client) -> None:
    response = post_login(outsider, "guess")
    assert response.status_code == 200  # type: ignore[attr-defined]
    assert "correct username and password" in response.content.decode()  # type: ignore[attr-defined]


def test_login_never_sends_people_to_another_site(agent: User, outsider: Client) -> None:
    response = post_login(outsider, "a-long-password", next="https://evil.example/")
    assert response["Location"] == "/"  # type: ignore[index]


def test_guessing_is_slowed_down(agent: User, outsider: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.api.rate_limit.time.time", lambda: 1_000_000.0)
    statuses = [post_login(outsider, f"guess {number}") for number in range(21)]
    assert statuses[19].status_code == 200  # type: ignore[attr-defined]
    assert statuses[20].status_code == 429  # type: ignore[attr-defined]
    assert int(statuses[20]["Retry-After"]) > 0  # type: ignore[index]


def test_signing_in_brings_back_ones_language(agent: User, outsider: Client) -> None:
    actions.save_preferences(user=agent, language="zh-hans", timezone="")
    post_login(outsider, "a-long-password")
    assert outsider.cookies[settings.LANGUAGE_COOKIE_NAME].value == "zh-hans"
    assert 'lang="zh-hans"' in outsider.get("/accounts/preferences/").content.decode()


def test_signing_out_needs_a_form_not_a_link(agent: User, sign_in: SignIn) -> None:
    client = sign_in(agent)
    assert client.get("/accounts/logout/").status_code == 405
    client.post("/accounts/logout/")
    assert client.get("/accounts/preferences/").status_code == 302


def test_demo_logins_exist_once_for_each_role(db: None, outsider: Client) -> None:
    actions.seed_demo_users()
    logins = actions.seed_demo_users()
    assert set(logins) == {"agent", "editor", "admin"}
    assert outsider.login(username="editor", password=logins["editor"])
    assert User.objects.count() == 3
