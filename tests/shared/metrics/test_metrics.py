"""/metrics counts requests, for those who may know."""

import pytest
from django.test import Client

from shared.accounts.models import User
from shared.api_keys import actions
from tests.shared.conftest import SignIn

pytestmark = pytest.mark.django_db
FAR = "203.0.113.9"


def test_a_scraper_on_this_machine_needs_no_key(outsider: Client) -> None:
    outsider.get("/livez")
    text = outsider.get("/metrics").content.decode()
    assert 'triptych_http_requests_total{method="GET",route="livez",status="200"}' in text


def test_a_stranger_gets_nothing(outsider: Client) -> None:
    assert outsider.get("/metrics", REMOTE_ADDR=FAR).status_code == 403


def test_a_proxy_on_this_machine_does_not_open_it_to_everyone(outsider: Client) -> None:
    assert outsider.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403


def test_a_key_with_the_scope_opens_it(outsider: Client) -> None:
    _, text = actions.issue_key(name="prometheus", scopes=["metrics:read"], created_by=None)
    assert outsider.get("/metrics", headers={"Authorization": f"Bearer {text}"}, REMOTE_ADDR=FAR).status_code == 200
    _, other = actions.issue_key(name="other", scopes=["answers:write"], created_by=None)
    assert outsider.get("/metrics", headers={"Authorization": f"Bearer {other}"}, REMOTE_ADDR=FAR).status_code == 403


def test_an_administrator_may_look_and_an_agent_may_not(admin: User, agent: User, sign_in: SignIn) -> None:
    assert sign_in(admin).get("/metrics", REMOTE_ADDR=FAR).status_code == 200
    assert sign_in(agent).get("/metrics", REMOTE_ADDR=FAR).status_code == 403


def test_unknown_addresses_and_methods_make_no_new_series(outsider: Client) -> None:
    outsider.get("/nothing-here-1")
    outsider.generic("BREW", "/nothing-here-2")
    text = outsider.get("/metrics").content.decode()
    assert "nothing-here" not in text
    assert "BREW" not in text
