"""Beyond its rate a caller waits, and is told how long."""

import pytest
from django.test import Client

from shared.accounts.models import User
from shared.api.rate_limit import Rate, count
from tests.shared.conftest import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.shared.api.service")]


def test_the_request_beyond_the_rate_is_told_when_to_return(outsider: Client) -> None:
    assert [outsider.get("/api/limited").status_code for _ in range(2)] == [200, 200]
    response = outsider.get("/api/limited")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60
    assert response.json()["code"] == "too_many_requests"


def test_callers_are_counted_apart(outsider: Client, agent: User, sign_in: SignIn) -> None:
    for _ in range(3):
        outsider.get("/api/limited")
    assert sign_in(agent).get("/api/limited").status_code == 200
    assert outsider.get("/api/limited", REMOTE_ADDR="203.0.113.9").status_code == 200


def test_a_new_window_begins_at_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rate = Rate.parse("1/minute")
    monkeypatch.setattr("shared.api.rate_limit.time.time", lambda: 1_000_000.0)
    assert count(name="test", who="ana", rate=rate) == 0
    assert count(name="test", who="ana", rate=rate) == 20
    monkeypatch.setattr("shared.api.rate_limit.time.time", lambda: 1_000_020.0)
    assert count(name="test", who="ana", rate=rate) == 0
