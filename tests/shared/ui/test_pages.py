"""The frame of every page."""

import re

import pytest
from django.test import Client

from shared.accounts.models import User
from tests.shared.conftest import SignIn

pytestmark = pytest.mark.django_db


def page(client: Client, path: str = "/accounts/preferences/") -> str:
    return client.get(path).content.decode()


def test_the_heading_is_the_title(agent: User, sign_in: SignIn) -> None:
    html = page(sign_in(agent))
    assert re.search(r"<title>\s*Preferences · ", html)
    assert "<h1>Preferences</h1>" in html


def test_keyboards_can_skip_to_the_content(agent: User, sign_in: SignIn) -> None:
    html = page(sign_in(agent))
    assert html.index('href="#main"') < html.index("<nav")
    assert 'id="main" tabindex="-1"' in html


@pytest.mark.parametrize(("cookie", "shown"), [(None, "auto"), ("dark", "dark"), ("light", "light"), ('"><b>', "auto")])
def test_the_theme_is_remembered(agent: User, sign_in: SignIn, cookie: str | None, shown: str) -> None:
    client = sign_in(agent)
    if cookie:
        client.cookies["theme"] = cookie
    assert f'data-theme="{shown}"' in page(client)


def test_people_see_the_entries_of_their_role_only(agent: User, admin: User, sign_in: SignIn) -> None:
    assert 'href="/api-keys/"' not in page(sign_in(agent))
    html = page(sign_in(admin), "/api-keys/")
    assert re.search(r'href="/api-keys/" aria-current="page"', html)
    assert len(re.findall(r'aria-current="page"', html)) == 1


def test_pages_speak_chinese(admin: User, sign_in: SignIn) -> None:
    client = sign_in(admin)
    client.post("/language/", {"language": "zh-hans", "next": "/"})
    html = page(client, "/api-keys/")
    assert 'lang="zh-hans"' in html
    assert "签发密钥" in html
    assert "Issue a key" not in html


def test_an_address_that_leads_nowhere_has_a_page_of_ours(outsider: Client) -> None:
    response = outsider.get("/nothing/here/")
    assert response.status_code == 404
    assert "Nothing here" in response.content.decode()


def test_a_failure_has_a_page_that_leans_on_nothing() -> None:
    from shared.ui.views import server_error

    response = server_error(None)  # type: ignore[arg-type]  # the request may be what is broken
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


def test_a_form_without_its_token_is_refused(agent: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(agent)
    assert strict.post("/accounts/preferences/", {"language": "en"}).status_code == 403
