"""What lies encrypted in the database: one key for each purpose, all derived from SECRET_KEY."""

import base64
import hmac
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SealBroken(Exception):
    """It was encrypted with another SECRET_KEY, or was changed."""


def seal(data: bytes, *, purpose: str) -> str:
    return _box(purpose).encrypt(data).decode()


def unseal(sealed: str, *, purpose: str) -> bytes:
    """Raises `SealBroken`."""
    try:
        return _box(purpose).decrypt(sealed.encode())
    except InvalidToken as error:
        raise SealBroken from error


def digest(text: str, *, purpose: str) -> str:
    """The same for the same text, and of no use to whoever has the table without the key."""
    return hmac.new(derived(settings.SECRET_KEY.encode(), purpose), text.encode(), sha256).hexdigest()


def derived(key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(key)


def _box(purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived(settings.SECRET_KEY.encode(), purpose)))
