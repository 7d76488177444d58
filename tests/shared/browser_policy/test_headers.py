"""What browsers are told they may do."""

import pytest
from django.test import Client
from pytest_django import Settings

from shared.accounts.models import User
from tests.shared.conftest import SignIn

pytestmark = pytest.mark.django_db
SHOP = "https://shop.example"
WIDGET_PATH = "/api/widget/does-not-matter"


@pytest.fixture(autouse=True)
def _origins(settings: Settings) -> None:
    settings.WIDGET_ORIGINS = [SHOP]


def test_scripts_come_from_files_of_ours_only(outsider: Client) -> None:
    policy = outsider.get("/accounts/login/")["Content-Security-Policy"]
    (scripts,) = [part for part in policy.split("; ") if part.startswith("script-src")]
    assert scripts == "script-src 'self'"


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/preferences/", "/audit/", "/api-keys/"])
def test_pages_keep_to_the_policy(admin: User, sign_in: SignIn, outsider: Client, path: str) -> None:
    client = outsider if "login" in path else sign_in(admin)
    html = client.get(path).content.decode()
    assert "<script>" not in html
    assert " onclick=" not in html
    assert "https://cdn" not in html


def test_nobody_may_frame_the_dashboard(outsider: Client) -> None:
    response = outsider.get("/accounts/login/")
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


def test_the_widget_may_be_framed_where_the_operator_says(outsider: Client) -> None:
    response = outsider.get(WIDGET_PATH)
    assert f"frame-ancestors 'self' {SHOP}" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response


def test_a_named_origin_may_call_the_widgets_paths(outsider: Client) -> None:
    response = outsider.options(WIDGET_PATH, headers={"Origin": SHOP, "Access-Control-Request-Method": "POST"})
    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (204, SHOP)
    assert "Access-Control-Allow-Credentials" not in response
    assert "Origin" in response["Vary"]


@pytest.mark.parametrize(("origin", "path"), [("https://evil.example", WIDGET_PATH), (SHOP, "/livez")])
def test_no_other_origin_and_no_other_path(outsider: Client, origin: str, path: str) -> None:
    assert "Access-Control-Allow-Origin" not in outsider.get(path, headers={"Origin": origin})
