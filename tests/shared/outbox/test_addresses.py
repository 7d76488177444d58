"""No message turns inward."""

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from shared.outbox import actions
from shared.outbox.addresses import check_address
from shared.outbox.delivering import deliver_due
from shared.outbox.models import Delivery, Endpoint
from shared.outbox.senders.post import post
from tests.shared.outbox.receiver import receiving

INWARD = [
    "http://127.0.0.1/",
    "http://localhost/",
    "http://[::1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://[fd00::1]/",
]


@pytest.mark.parametrize("url", INWARD)
def test_private_addresses_are_refused_when_it_is_sent(url: str, settings: Settings) -> None:
    settings.OUTBOX_ALLOWED_HOSTS = []
    outcome = post(url, body="{}", headers={})
    assert not outcome.ok
    assert outcome.status is None
    assert "OUTBOX_ALLOWED_HOSTS" in outcome.error


@pytest.mark.django_db
def test_a_redirect_inward_is_not_followed() -> None:
    with receiving() as inside, receiving() as outside:
        outside.answers = [(307, {"Location": inside.url})]
        endpoint, _shown = actions.create_endpoint(name="desk", kind="webhook", address=outside.url)
        actions.enqueue(endpoints=[endpoint], kind="alerts", body={})
        deliver_due()
    assert len(outside.taken) == 1
    assert inside.taken == []
    assert Delivery.objects.get().state == Delivery.State.WAITING


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("webhook", "file:///etc/passwd"),
        ("webhook", "http://example.com/"),
        ("webhook", "https://user:secret@example.com/"),
        ("webhook", "https://example.com:99999/"),
        ("webhook", "https://"),
        ("webhook", "https://[::1"),
        ("slack", "gopher://example.com/"),
        ("email", "nobody"),
        ("email", ""),
    ],
)
def test_addresses_that_cannot_work_are_refused_when_they_are_entered(kind: str, address: str) -> None:
    with pytest.raises(ValidationError):
        check_address(kind=kind, address=address)


@pytest.mark.django_db
def test_a_name_stands_once() -> None:
    actions.create_endpoint(name="desk", kind="webhook", address="https://example.com/hook")
    with pytest.raises(ValidationError):
        actions.create_endpoint(name="desk", kind="webhook", address="https://example.com/hook")
    assert Endpoint.objects.count() == 1
