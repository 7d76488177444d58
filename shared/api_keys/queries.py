"""Find keys."""

import hmac

from django.db.models import QuerySet

from shared.api_keys import plaintext
from shared.api_keys.models import ApiKey


def find_key(text: str) -> ApiKey | None:
    """Return the live key of this text, or nothing for unknown, expired and revoked ones."""
    given = plaintext.parse(text)
    if given is None:
        return None
    key = ApiKey.objects.filter(prefix=given.prefix).first()
    if key is None or not hmac.compare_digest(key.hash, given.hash):
        return None
    return key if key.is_live else None


def keys() -> QuerySet[ApiKey]:
    return ApiKey.objects.select_related("created_by")
