"""Send what is due over one connection. What a killed worker may have sent goes again, under the same Message-ID."""

import smtplib
import uuid
from datetime import datetime, timedelta
from time import monotonic

import structlog
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from services.support import models
from services.support.actions.mail.addresses import address_of
from services.support.actions.mail.composing import compose
from services.support.actions.mail.receiving import tell_desk
from shared import privacy
from shared.outbox.schedule import next_wait

log = structlog.get_logger(__name__)

_LEASE = timedelta(minutes=2)
_MOST_SECONDS = 20.0
# A server that fails so often in a row has trouble of its own; the next pass finds out whether it is over.
_MOST_FAILURES = 3
_State = models.SentMail.State
_NO_ADDRESS = gettext_noop("No address is kept for this customer, or SECRET_KEY is no longer the one it was kept with.")


def send_due() -> int:
    """How many were tried."""
    token, began, tried, failures = uuid.uuid4(), monotonic(), 0, 0
    connection = get_connection()
    try:
        while monotonic() - began < _MOST_SECONDS and failures < _MOST_FAILURES:
            mail = _claim(token)
            if mail is None:
                break
            tried += 1
            failures = 0 if _send(mail, connection) else failures + 1
    finally:
        connection.close()
    return tried


def try_again(mail: models.SentMail) -> bool:
    """Once more from the beginning, for whoever mended what was wrong."""
    fields = {"state": _State.WAITING, "attempts": 0, "next_attempt_at": timezone.now(), "lease": None}
    return bool(models.SentMail.objects.filter(pk=mail.pk, state__in=[_State.DEAD, _State.WAITING]).update(**fields))


def _claim(token: uuid.UUID) -> models.SentMail | None:
    """The longest due, with our lease on it and the attempt counted before it is made."""
    now = timezone.now()
    while (pk := models.SentMail.objects.filter(_is_due(now)).values_list("pk", flat=True).first()) is not None:
        mine = models.SentMail.objects.filter(_is_due(now), pk=pk)
        won = mine.update(state=_State.SENDING, lease=token, next_attempt_at=now + _LEASE, attempts=F("attempts") + 1)
        if won:
            rows = models.SentMail.objects.select_related("message__conversation__visitor")
            return rows.filter(pk=pk).first()
    return None


def _is_due(now: datetime) -> Q:
    return Q(state__in=[_State.WAITING, _State.SENDING], next_attempt_at__lte=now)


def _send(mail: models.SentMail, connection: BaseEmailBackend) -> bool:
    """False where the server had trouble, rather than this mail."""
    address = address_of(mail.message.conversation.visitor)
    if not address:
        _settle(mail, state=_State.DEAD, error=_NO_ADDRESS)
        return True
    try:
        # Left open for the next one; it opens only what is closed.
        connection.open()
        connection.send_messages([compose(mail, to=address)])
    except (smtplib.SMTPException, OSError) as error:
        connection.close()
        return _failed(mail, error)
    _settle(mail, state=_State.SENT)
    return True


def _failed(mail: models.SentMail, error: Exception) -> bool:
    """An address that the server refuses for good is not tried for three days."""
    final = _is_final(error)
    wait = None if final else next_wait(attempts=mail.attempts, asked=None)
    if wait is None:
        _settle(mail, state=_State.DEAD, error=_words(error))
    else:
        _settle(mail, state=_State.WAITING, error=_words(error), next_attempt_at=timezone.now() + wait)
    return final


def _is_final(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _text in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and 500 <= error.smtp_code < 600


def _words(error: Exception) -> str:
    """What the server said, without the customer's address, which some repeat."""
    told = f"{type(error).__name__}: {error}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        told = f"{code} {said.decode('utf-8', 'replace')}"
    return privacy.mask(told).text[:300]


def _settle(mail: models.SentMail, *, state: str, error: str = "", **fields: object) -> None:
    """Unless the lease has passed to somebody else meanwhile. A mail that is given up is shown at the desk."""
    held = models.SentMail.objects.filter(pk=mail.pk, lease=mail.lease)
    if state == _State.SENT:
        fields["sent_at"] = timezone.now()
    written = held.update(state=state, last_error=error, lease=None, **fields)
    log.info("mail_attempted", mail=mail.pk, state=str(state))
    if written and state == _State.DEAD:
        tell_desk(mail)
