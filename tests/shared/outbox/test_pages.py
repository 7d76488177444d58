"""The pages of receivers: made, tried, switched, and told again by people who may."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from standardwebhooks import Webhook

from shared.accounts.models import User
from shared.audit.models import AuditEntry
from shared.outbox import actions
from shared.outbox.delivering import deliver_due
from shared.outbox.models import Delivery, Endpoint
from tests.shared.conftest import SignIn
from tests.shared.outbox.receiver import receiving

pytestmark = pytest.mark.django_db
HOOK = {"name": "risk desk", "kind": "webhook", "address": "https://example.com/hook"}


@pytest.fixture
def client(admin: User, sign_in: SignIn) -> Client:
    return sign_in(admin)


def test_a_new_receivers_secret_is_shown_once_and_verifies_what_it_is_sent(client: Client) -> None:
    with receiving() as receiver:
        html = client.post("/receivers/", {**HOOK, "address": receiver.url}).content.decode()
        (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]+", html)
        endpoint = Endpoint.objects.get()
        client.post(f"/receivers/{endpoint.pk}/test/")
        deliver_due()
    headers, body = receiver.taken[0]
    assert Webhook(secret).verify(body, headers)["test"] is True
    assert secret not in client.get(f"/receivers/{endpoint.pk}/").content.decode()
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == ["receiver_created", "receiver_tested"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://example.com/hook", "Use https"),
        ("https://user:pass@example.com/", "password"),
        ("javascript:alert(1)", "no web address"),
    ],
)
def test_a_bad_address_is_refused_at_its_field(client: Client, address: str, said: str) -> None:
    reply = client.post("/receivers/", {**HOOK, "address": address})
    assert reply.status_code == 400
    assert said in reply.content.decode()
    assert not Endpoint.objects.exists()


def test_a_rotated_secret_signs_beside_the_old_one(client: Client) -> None:
    with receiving() as receiver:
        endpoint, shown = actions.create_endpoint(name="desk", kind="webhook", address=receiver.url)
        assert shown
        html = client.post(f"/receivers/{endpoint.pk}/rotate/").content.decode()
        (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]+", html)
        client.post(f"/receivers/{endpoint.pk}/test/")
        deliver_due()
    headers, body = receiver.taken[0]
    for known in (secret, shown.secret):
        assert Webhook(known).verify(body, headers)


def test_what_waits_while_a_receiver_is_off_goes_out_when_it_is_on(client: Client) -> None:
    with receiving() as receiver:
        endpoint, _shown = actions.create_endpoint(name="desk", kind="webhook", address=receiver.url)
        client.post(f"/receivers/{endpoint.pk}/switch/")
        client.post(f"/receivers/{endpoint.pk}/test/")
        deliver_due()
        assert not receiver.taken
        assert "Switched off by ada" in client.get(f"/receivers/{endpoint.pk}/").content.decode()
        client.post(f"/receivers/{endpoint.pk}/switch/")
        deliver_due()
    assert len(receiver.taken) == 1


def test_one_delivery_or_a_range_is_sent_again_under_its_old_id(client: Client) -> None:
    with receiving() as receiver:
        receiver.answers = [(410, {})]
        endpoint, _shown = actions.create_endpoint(name="desk", kind="webhook", address=receiver.url)
        message = actions.send_test(endpoint=endpoint)
        deliver_due()
        assert Delivery.objects.get().state == Delivery.State.DEAD
        client.post(f"/receivers/{endpoint.pk}/switch/")
        client.post(f"/receivers/deliveries/{Delivery.objects.get().pk}/replay/")
        deliver_due()
        client.post(f"/receivers/{endpoint.pk}/replay/", {"state": "delivered"})
        deliver_due()
    assert receiver.ids == [message.webhook_id] * 3


def test_a_range_that_ends_before_it_begins_is_refused(client: Client) -> None:
    endpoint, _shown = actions.create_endpoint(**HOOK)
    now = timezone.now()
    times = {"since": now.isoformat(), "until": (now - timedelta(days=1)).isoformat()}
    reply = client.post(f"/receivers/{endpoint.pk}/replay/", times)
    assert reply.status_code == 400
    assert "before the beginning" in reply.content.decode()


def test_a_message_is_shown_as_it_was_told(client: Client) -> None:
    endpoint, _shown = actions.create_endpoint(**HOOK)
    message = actions.enqueue(endpoints=[endpoint], kind="alerts", body={"title": "<script>alert(1)</script>"})
    html = client.get(f"/receivers/messages/{message.pk}/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert(1)" not in html


def test_a_deleted_receiver_is_gone_with_its_deliveries(client: Client) -> None:
    endpoint, _shown = actions.create_endpoint(**HOOK)
    actions.send_test(endpoint=endpoint)
    client.post(f"/receivers/{endpoint.pk}/delete/")
    assert not Endpoint.objects.exists()
    assert not Delivery.objects.exists()


def test_only_administrators_come_here(editor: User, sign_in: SignIn, outsider: Client) -> None:
    endpoint, _shown = actions.create_endpoint(**HOOK)
    for path in ("/receivers/", f"/receivers/{endpoint.pk}/"):
        assert sign_in(editor).get(path).status_code == 403
        assert outsider.get(path).status_code == 302
    assert sign_in(editor).post(f"/receivers/{endpoint.pk}/delete/").status_code == 403
    assert Endpoint.objects.exists()
