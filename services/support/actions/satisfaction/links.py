"""An address at which exactly one conversation can be rated, for e-mails and other places outside the widget."""

from uuid import UUID

from django.core import signing
from django.urls import reverse

from services.support import models

_SALT = "support.rating"
_SECONDS = 60 * 24 * 3600


def link_for(conversation: models.Conversation) -> str:
    """The path; whoever sends it puts the site before it."""
    return reverse("rate", args=[signing.dumps(conversation.pk.hex, salt=_SALT)])


def read_link(token: str) -> UUID | None:
    """The conversation, unless the token is forged, damaged or too old."""
    try:
        return UUID(hex=signing.loads(token, salt=_SALT, max_age=_SECONDS))
    except (signing.BadSignature, ValueError, TypeError):
        return None
