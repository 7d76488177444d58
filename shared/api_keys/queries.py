"""Find keys."""

import hmac

from django.db.models import QuerySet

from shared.api_keys import plaintext
from shared.api_keys.models import ApiKey
from shared.compiled import Compiled

# Asked at every call, since a key that was revoked is refused at once.
_FIELDS = ("id", "name", "prefix", "hash", "scopes", "last_used_at", "expires_at", "revoked_at")
_by_prefix = Compiled(lambda prefix: ApiKey.objects.filter(prefix=prefix).order_by().values_list(*_FIELDS))


def find_key(text: str) -> ApiKey | None:
    """Return the live key of this text, or nothing for unknown, expired and revoked ones."""
    given = plaintext.parse(text)
    if given is None:
        return None
    key = next((ApiKey.from_db("default", _FIELDS, row) for row in _by_prefix.rows(given.prefix)), None)
    if key is None or not hmac.compare_digest(key.hash, given.hash):
        return None
    return key if key.is_live else None


def keys() -> QuerySet[ApiKey]:
    return ApiKey.objects.select_related("created_by")
