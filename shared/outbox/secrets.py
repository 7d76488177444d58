"""Signing secrets: made here, encrypted at rest, several at once while they are being rotated."""

import base64
import os
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone
from django.utils.translation import gettext_noop

from shared import sealing
from shared.outbox.models import Endpoint

# Receivers have this long to take over the new secret.
OVERLAP = timedelta(days=1)
_PURPOSE = "outbox secrets"


@dataclass(frozen=True)
class Shown:
    """What the receiver needs to verify; shown once."""

    secret: str
    public_key: str


_UNREADABLE = gettext_noop(
    "The secret cannot be read: SECRET_KEY is no longer the one it was encrypted with. Rotate the secret."
)


class SecretUnreadable(Exception):
    """A secret was encrypted with another SECRET_KEY."""


def new_secret(*, endpoint: Endpoint, overlap: timedelta = OVERLAP) -> Shown:
    """Sign with a new secret from now on, and beside it with the old one for a while. Saves nothing."""
    raw = os.urandom(32)
    ends = (timezone.now() + overlap).isoformat()
    older = [{**entry, "expires_at": ends} for entry in endpoint.secrets[:1]] if overlap else []
    endpoint.secrets = [{"sealed": sealing.seal(raw, purpose=_PURPOSE), "expires_at": None}, *older]
    return Shown(secret=f"whsec_{_text(raw)}", public_key=f"whpk_{_text(_public(raw))}")


def signing_secrets(endpoint: Endpoint) -> list[bytes]:
    """Those in force, the newest first."""
    return [_open(entry["sealed"]) for entry in endpoint.secrets if not _expired(entry["expires_at"])]


def private_key(raw: bytes) -> Ed25519PrivateKey:
    """The asymmetric half of a secret is derived from it, so that both rotate together."""
    return Ed25519PrivateKey.from_private_bytes(sealing.derived(raw, "webhook v1a"))


def _public(raw: bytes) -> bytes:
    return private_key(raw).public_key().public_bytes_raw()


def _open(sealed: str) -> bytes:
    try:
        return sealing.unseal(sealed, purpose=_PURPOSE)
    except sealing.SealBroken as error:
        raise SecretUnreadable(_UNREADABLE) from error


def _expired(at: str | None) -> bool:
    return at is not None and datetime.fromisoformat(at) <= timezone.now()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
