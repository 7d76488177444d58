"""Issue, use and revoke keys."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from shared.accounts.models import User
from shared.api_keys import plaintext
from shared.api_keys.models import ApiKey
from shared.audit import actions as audit

# Writing at every call would turn reads into writes; a minute is exact enough to see whether a key is in use.
_USE_GRAIN = timedelta(minutes=1)


class UnknownScope(ValueError):
    """That scope does not exist."""


@transaction.atomic
def issue_key(
    *, name: str, scopes: Sequence[str], created_by: User | None, expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """Return the key and its text, which is shown once and cannot be had again."""
    unknown = sorted(set(scopes) - set(settings.API_SCOPES))
    if unknown:
        raise UnknownScope(f"Unknown scopes: {', '.join(unknown)}. Choose from {', '.join(settings.API_SCOPES)}.")
    text = plaintext.generate()
    key = ApiKey.objects.create(
        name=name,
        prefix=text.prefix,
        hash=text.hash,
        scopes=sorted(set(scopes)),
        created_by=created_by,
        expires_at=expires_at,
    )
    audit.record(actor=created_by or "system", action="api_key_issued", target=key, scopes=key.scopes)
    return key, str(text)


@transaction.atomic
def revoke_key(*, key: ApiKey, by: User) -> None:
    """A second revocation changes nothing, so that the first moment stays on record."""
    changed = ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now())
    if changed:
        audit.record(actor=by, action="api_key_revoked", target=key)


def note_use(*, key: ApiKey) -> None:
    now = timezone.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - _USE_GRAIN)
    if key.last_used_at is None or key.last_used_at < now - _USE_GRAIN:
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)
