"""Receivers verify with the public library, with either kind of signature, also while a secret is being rotated."""

import base64
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pytest_django import Settings
from standardwebhooks import Webhook, WebhookVerificationError

from shared.outbox import actions
from shared.outbox.models import Endpoint
from shared.outbox.secrets import SecretUnreadable, Shown, signing_secrets
from shared.outbox.signing import signed_headers

pytestmark = pytest.mark.django_db


def _new() -> tuple[Endpoint, Shown]:
    endpoint, shown = actions.create_endpoint(name="desk", kind="webhook", address="https://example.com/hook")
    assert shown
    return endpoint, shown


def _headers(endpoint: Endpoint, body: str = '{"a":1}', at: datetime | None = None) -> dict[str, str]:
    secrets = signing_secrets(endpoint)
    return signed_headers(webhook_id="msg_1", at=at or datetime.now(tz=UTC), body=body, secrets=secrets)


def test_the_public_library_verifies_and_refuses_a_changed_body() -> None:
    endpoint, shown = _new()
    headers = _headers(endpoint)
    assert Webhook(shown.secret).verify('{"a":1}', headers) == {"a": 1}
    with pytest.raises(WebhookVerificationError):
        Webhook(shown.secret).verify('{"a":2}', headers)


def test_a_time_in_another_zone_is_the_same_moment() -> None:
    endpoint, shown = _new()
    tokyo = datetime.now(tz=timezone(timedelta(hours=9)))
    assert Webhook(shown.secret).verify('{"a":1}', _headers(endpoint, at=tokyo))


def test_the_public_key_alone_verifies_the_asymmetric_signature() -> None:
    endpoint, shown = _new()
    headers = _headers(endpoint)
    signature = next(one for one in headers["webhook-signature"].split() if one.startswith("v1a,"))
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(shown.public_key.removeprefix("whpk_")))
    content = f"msg_1.{headers['webhook-timestamp']}.".encode()
    key.verify(base64.b64decode(signature[4:]), content + b'{"a":1}')
    with pytest.raises(InvalidSignature):
        key.verify(base64.b64decode(signature[4:]), content + b'{"a":2}')


def test_both_secrets_sign_until_the_old_one_expires() -> None:
    endpoint, old = _new()
    new = actions.rotate_secret(endpoint=endpoint)
    endpoint.refresh_from_db()
    headers = _headers(endpoint)
    assert Webhook(old.secret).verify('{"a":1}', headers)
    assert Webhook(new.secret).verify('{"a":1}', headers)
    newest = actions.rotate_secret(endpoint=endpoint, overlap=timedelta(0))
    endpoint.refresh_from_db()
    assert len(signing_secrets(endpoint)) == 1
    assert Webhook(newest.secret).verify('{"a":1}', _headers(endpoint))
    with pytest.raises(WebhookVerificationError):
        Webhook(new.secret).verify('{"a":1}', _headers(endpoint))


def test_secrets_are_not_readable_in_the_database() -> None:
    endpoint, shown = _new()
    stored = str(Endpoint.objects.values_list("secrets").get(pk=endpoint.pk))
    assert shown.secret.removeprefix("whsec_") not in stored


def test_another_secret_key_says_what_to_do(settings: Settings) -> None:
    endpoint, _shown = _new()
    settings.SECRET_KEY = "another key of at least thirty-two characters"
    with pytest.raises(SecretUnreadable, match="Rotate"):
        signing_secrets(endpoint)
