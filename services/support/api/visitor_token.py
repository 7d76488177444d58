"""A customer is whoever holds a token that we signed; nothing is stored in their browser but that."""

import hmac
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from ninja.security import HttpBearer

from shared.api.caller import Caller

SECONDS = 90 * 24 * 3600
_SALT = "support.visitor"


def issue(visitor_id: UUID) -> str:
    return signing.dumps(visitor_id.hex, salt=_SALT)


def read(token: str) -> UUID | None:
    """The visitor, unless the token is forged, damaged or too old."""
    try:
        return UUID(hex=signing.loads(token, salt=_SALT, max_age=SECONDS))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def is_vouched_for(external_id: str, signature: str) -> bool:
    """Whether the company signed its customer's id. Without a secret nobody can."""
    secret = settings.WIDGET_IDENTITY_SECRET
    expected = hmac.new(secret.encode(), external_id.encode(), sha256).hexdigest()
    return bool(secret) and hmac.compare_digest(expected.encode(), signature.encode())


class VisitorAuth(HttpBearer):
    """`Authorization: Bearer <token>`; never in the address, which logs would keep."""

    def authenticate(self, _request: HttpRequest, token: str) -> Caller | None:
        visitor = read(token)
        return Caller(kind="visitor", id=str(visitor)) if visitor else None
