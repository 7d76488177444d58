"""Every error is a problem document."""

import logging

import pytest
from django.test import Client

from shared.api_keys import actions

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.shared.api.service")]


@pytest.mark.parametrize(
    ("name", "status", "code", "retry_after"),
    [
        ("stock", 409, "out_of_stock", None),
        ("missing", 404, "not_found", None),
        ("forbidden", 403, "forbidden", None),
        ("busy", 429, "overloaded", "3"),
        ("down", 503, "engine_unavailable", "2"),
        ("bug", 500, "internal_server_error", None),
    ],
)
def test_errors_have_a_status_a_code_and_a_sentence(
    outsider: Client, name: str, status: int, code: str, retry_after: str | None
) -> None:
    response = outsider.get(f"/api/errors/{name}")
    body = response.json()
    assert (response.status_code, body["status"], body["code"]) == (status, status, code)
    assert response["Content-Type"] == "application/problem+json"
    assert response.headers.get("Retry-After") == retry_after
    assert body["detail"]


def test_an_unexpected_error_tells_nobody_what_the_customer_wrote(
    outsider: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    response = outsider.get("/api/errors/bug")
    assert "4111" not in response.content.decode()
    assert "4111" not in caplog.text
    assert "RuntimeError" in caplog.text


def test_a_stranger_is_told_how_to_sign_in(outsider: Client) -> None:
    response = outsider.post("/api/orders", {"item": "a", "count": 1}, content_type="application/json")
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")


def test_wrong_input_names_the_field_without_repeating_it(outsider: Client) -> None:
    _, key = actions.issue_key(name="shop", scopes=["knowledge:write"], created_by=None)
    response = outsider.post(
        "/api/orders",
        {"item": "a", "count": "my card is 4111"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == ["count"]
    assert "4111" not in response.content.decode()


def test_the_openapi_document_is_of_version_3_1(outsider: Client) -> None:
    document = outsider.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert document["paths"]["/api/orders"]["post"]["security"] == [{"KeyAuth": []}]


def test_a_body_beyond_the_limit_is_too_large_and_not_our_fault(outsider: Client) -> None:
    _, key = actions.issue_key(name="shop", scopes=["knowledge:write"], created_by=None)
    response = outsider.post(
        "/api/orders",
        {"item": "a" * 4_000_000, "count": 1},
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )
    assert (response.status_code, response["Content-Type"]) == (413, "application/problem+json")
    assert "MB" in response.json()["detail"]
