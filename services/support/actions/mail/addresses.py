"""Who writes from which address. The address itself is opened only to send to it."""

from django.conf import settings

from services.support import models
from services.support.actions.conversations import open_visitor
from services.support.actions.mail.reading.headers import normalised
from shared import sealing

_PURPOSE = "support addresses"


def ours() -> set[str]:
    """Addresses that are this service: what comes from them went round in a circle."""
    return {normalised(one) for one in (reply_to(), settings.DEFAULT_FROM_EMAIL, settings.IMAP_USER)} - {""}


def reply_to() -> str:
    return settings.MAIL_REPLY_TO or settings.DEFAULT_FROM_EMAIL


def digest_of(address: str) -> str:
    return sealing.digest(address, purpose=f"{_PURPOSE} digest") if address else ""


def visitor_of(address: str) -> models.Visitor:
    """The visitor whose address this is, or a new one. It makes nobody a customer that the company vouches for."""
    digest = digest_of(address)
    known = models.Visitor.objects.filter(correspondent__digest=digest).first()
    if known is not None:
        return known
    visitor = open_visitor()
    sealed = sealing.seal(address.encode(), purpose=_PURPOSE)
    models.Correspondent.objects.create(visitor=visitor, digest=digest, sealed=sealed)
    return visitor


def address_of(visitor: models.Visitor) -> str:
    """Empty where none is kept, or SECRET_KEY is no longer the one it was encrypted with."""
    known = models.Correspondent.objects.filter(visitor=visitor).first()
    try:
        return sealing.unseal(known.sealed, purpose=_PURPOSE).decode() if known else ""
    except sealing.SealBroken:
        return ""
