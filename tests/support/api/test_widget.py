"""The widget's endpoints: owner and outsider, retries, bad input, and what the customer gets back."""

import hmac
from hashlib import sha256
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from pytest_django import Settings

from services.support import models
from services.support.actions.answerers import answerers
from services.support.models.choices import Author, State

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("bank")]


class Browser:
    """A customer's browser with its token."""

    def __init__(self, **session: Any) -> None:
        self.client = Client()
        reply = self.client.post("/api/widget/session", session, content_type="application/json")
        assert reply.status_code == 200
        self.token, self.visitor = reply.json()["token"], reply.json()["visitor"]

    def post(self, path: str, body: Any = None) -> Any:
        return self.client.post(
            f"/api/widget{path}", body or {}, content_type="application/json", headers=self._headers()
        )

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/widget{path}", headers=self._headers())

    def open(self) -> str:
        return str(self.post("/conversations", {"language": "en"}).json()["id"])

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@pytest.fixture
def owner() -> Browser:
    return Browser(language="en")


@pytest.fixture
def outsider() -> Browser:
    return Browser()


def test_a_question_is_accepted_at_once_and_answered_by_this_process(owner: Browser) -> None:
    talk = owner.open()
    reply = owner.post(f"/conversations/{talk}/messages", {"text": "my card is lost", "client_id": "c1"})
    assert reply.status_code == 202
    answerers.stop()
    answer = models.Message.objects.get(author=Author.BOT)
    assert answer.in_reply_to_id == reply.json()["id"]
    assert "6.00 EUR" in answer.text


def test_sent_again_it_is_the_same_message(owner: Browser) -> None:
    talk = owner.open()
    body = {"text": "my card is lost", "client_id": "c1"}
    first, again = (owner.post(f"/conversations/{talk}/messages", body) for _ in "12")
    assert first.json()["id"] == again.json()["id"]
    answerers.stop()
    assert models.Message.objects.filter(author=Author.BOT).count() == 1


def test_an_old_token_keeps_its_visitor_and_a_forged_one_does_not(owner: Browser) -> None:
    assert Browser(token=owner.token).visitor == owner.visitor
    forged = signing.dumps(owner.visitor.replace("-", ""), key="another key", salt="support.visitor")
    assert Browser(token=forged).visitor != owner.visitor


def test_an_outsider_finds_nothing_of_the_owners(owner: Browser, outsider: Browser) -> None:
    talk = owner.open()
    owner.post(f"/conversations/{talk}/messages", {"text": "my card is lost"})
    answerers.stop()
    answer = models.Message.objects.get(author=Author.BOT)
    refused = [
        outsider.post(f"/conversations/{talk}/messages", {"text": "hi"}),
        outsider.get(f"/conversations/{talk}/events"),
        outsider.post(f"/conversations/{talk}/person"),
        outsider.post(f"/messages/{answer.pk}/feedback", {"value": 1}),
    ]
    assert [reply.status_code for reply in refused] == [404] * 4
    assert outsider.get("/conversations").json() == {"items": []}
    assert [item["id"] for item in owner.get("/conversations").json()["items"]] == [talk]


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer abc", "Bearer abc:def:ghi", "Basic abc"])
def test_without_a_good_token_nothing_opens(owner: Browser, header: str) -> None:
    talk = owner.open()
    headers = {"Authorization": header} if header else {}
    reply = Client().get(f"/api/widget/conversations/{talk}/events", headers=headers)
    assert reply.status_code == 401
    assert reply["Content-Type"] == "application/problem+json"


def test_an_agents_key_is_no_visitor_token(owner: Browser, reader_key: dict[str, str]) -> None:
    assert Client().get("/api/widget/conversations", headers=reader_key).status_code == 401


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"text": ""}, 422, "empty_message"),
        ({"text": "  \u200b\x00 "}, 202, ""),
        ({"text": "x" * 20_001}, 413, "message_too_long"),
        ({"text": "x" * 1_000_000}, 413, "message_too_long"),
        ({"text": ["list"]}, 422, "invalid_input"),
        ({}, 422, "invalid_input"),
        ({"text": "hi", "client_id": "c" * 65}, 422, "invalid_input"),
        ({"text": "🎉🎉"}, 202, ""),
        ({"text": "<script>alert('x')</script>"}, 202, ""),
        ({"text": "\ud800"}, 202, ""),
    ],
)
def test_bad_messages_get_a_clear_answer(owner: Browser, body: dict[str, Any], status: int, code: str) -> None:
    reply = owner.post(f"/conversations/{owner.open()}/messages", body)
    assert reply.status_code == status
    assert code in {"", reply.json().get("code")}


@pytest.mark.parametrize("raw", [b"\xff\xfe{", b"{", b"\x89PNG\r\n", b"[1,2", b'{"text": "\xff"}'])
def test_broken_bytes_are_a_bad_request(owner: Browser, raw: bytes) -> None:
    reply = owner.client.post(
        f"/api/widget/conversations/{owner.open()}/messages",
        raw,
        content_type="application/json",
        headers={"Authorization": f"Bearer {owner.token}"},
    )
    assert reply.status_code in {400, 422}
    assert reply["Content-Type"] == "application/problem+json"


def test_the_button_calls_a_person(owner: Browser) -> None:
    talk = owner.open()
    assert owner.post(f"/conversations/{talk}/person").json() == {"state": State.WAITING}


def test_two_thumbs_down_call_a_person(owner: Browser) -> None:
    talk = owner.open()
    for text in ("my card is lost", "close my account"):
        owner.post(f"/conversations/{talk}/messages", {"text": text})
    answerers.stop()
    states = [
        owner.post(f"/messages/{answer.pk}/feedback", {"value": -1}).json()["state"]
        for answer in models.Message.objects.filter(author=Author.BOT)
    ]
    assert states == [State.BOT, State.WAITING]


def test_the_company_vouches_for_its_customer(settings: Settings) -> None:
    settings.WIDGET_IDENTITY_SECRET = "shared secret"
    signature = hmac.new(b"shared secret", b"customer-7", sha256).hexdigest()
    first, again = (Browser(identity={"external_id": "customer-7", "signature": signature}) for _ in "12")
    assert first.visitor == again.visitor
    forged = {"identity": {"external_id": "customer-8", "signature": signature}}
    assert Client().post("/api/widget/session", forged, content_type="application/json").status_code == 403


def test_without_a_secret_nobody_is_vouched_for(settings: Settings) -> None:
    settings.WIDGET_IDENTITY_SECRET = ""
    signature = hmac.new(b"", b"customer-7", sha256).hexdigest()
    body = {"identity": {"external_id": "customer-7", "signature": signature}}
    assert Client().post("/api/widget/session", body, content_type="application/json").status_code == 403


@pytest.mark.parametrize(("language", "found"), [("en", "en"), ("zh-CN", "zh"), ("xx", "en"), ("", "en")])
def test_the_greeting_is_in_the_pages_language(language: str, found: str) -> None:
    reply = Client().get("/api/widget/config", {"language": language}).json()
    assert reply["language"] == found
    assert reply["greeting"]
