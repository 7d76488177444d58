"""The demo's receiver trusts what is signed, and nothing else."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from services.sentiment.actions import demo
from shared.outbox.secrets import signing_secrets
from shared.outbox.signing import signed_headers

pytestmark = pytest.mark.django_db
HOOK = "/demo/receiver/hook/"
BODY = json.dumps({"alerts": [{"status": "firing", "labels": {"alertname": "<b>Surge</b>"}, "annotations": {}}]})


@pytest.fixture
def in_demo(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    settings.OUTBOX_ALLOWED_HOSTS = ["127.0.0.1"]


def signed(body: str) -> dict[str, str]:
    endpoint = demo.connect_receiver(url="http://127.0.0.1:8001/demo/receiver/hook/")
    secrets = signing_secrets(endpoint)
    return signed_headers(webhook_id="msg_1", at=timezone.now(), body=body, secrets=secrets)


def post(body: str, headers: dict[str, str]) -> int:
    return Client().post(HOOK, body, content_type="application/json", headers=headers).status_code


def test_a_signed_webhook_is_verified_and_shown(in_demo: None, analyst_client: Client) -> None:
    assert post(BODY, signed(BODY)) == 204
    page = analyst_client.get("/demo/receiver/").content.decode()
    assert "Signature verified" in page
    assert "&lt;b&gt;Surge" in page


def test_a_changed_or_unsigned_one_is_not_trusted(in_demo: None, analyst_client: Client) -> None:
    headers = signed(BODY)
    assert post(BODY.replace("firing", "resolved"), headers) == 401
    assert post(BODY, {}) == 401
    assert [one.verified for one in demo.received()] == [False, False]
    assert "Signature verified" not in analyst_client.get("/demo/receiver/").content.decode()


def test_connecting_again_keeps_the_secret(in_demo: None) -> None:
    headers = signed(BODY)
    demo.connect_receiver(url="http://127.0.0.1:9001/demo/receiver/hook/")
    assert post(BODY, headers) == 204


def test_outside_the_demo_there_is_no_receiver(settings: Settings, analyst_client: Client) -> None:
    settings.DEMO = False
    assert analyst_client.get("/demo/receiver/").status_code == 404
    assert post(BODY, {}) == 404


def test_a_huge_body_is_refused(in_demo: None) -> None:
    assert post("x" * 300_000, {}) == 413


def test_webhooks_that_come_together_are_all_kept(in_demo: None) -> None:
    headers = signed(BODY)
    with ThreadPoolExecutor(8) as threads:
        kept = [threads.submit(demo.receive, headers=headers, body=BODY.encode()) for _ in range(40)]
    assert all(one.result().verified for one in kept)
    assert len(demo.received()) == 40
