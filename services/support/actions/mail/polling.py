"""One pass over the mailbox: one poller at a time, so many mails, and each is marked only when it is stored."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

import structlog
from django.db.models import Q
from django.utils import timezone

from services.support import models
from services.support.actions.mail import mailbox
from services.support.actions.mail.reading.letters import MOST_BYTES
from services.support.actions.mail.receiving import Place, take
from services.support.models.choices import Verdict
from services.support.queries import mail as queries

log = structlog.get_logger(__name__)

MOST_MAILS, MOST_SECONDS = 50, 40.0
# Longer than the slowest mail: a pass renews it after each one.
_LEASE = timedelta(minutes=3)


@dataclass
class Pass:
    """`left` are unread ones that the next pass takes."""

    seen: int = 0
    taken: int = 0
    left: int = 0


def poll() -> Pass | None:
    """None where there is no mailbox, or somebody else is reading it."""
    if not queries.is_on():
        return None
    row = models.Mailbox.objects.get_or_create(name=queries.name_of_mailbox())[0]
    token = uuid.uuid4()
    if not _lease(row, token):
        return None
    done = Pass()
    try:
        with mailbox.opened() as box:
            _read(row, token, box, done)
    except mailbox.MailboxFault as fault:
        _close(row, token, fault=fault.kind, fault_detail=fault.detail)
        log.warning("mailbox_fault", fault=fault.kind.value, detail=fault.detail)
        return done
    _close(row, token, fault="", fault_detail="", reached_at=timezone.now(), waiting=done.left)
    return done


def _read(row: models.Mailbox, token: uuid.UUID, box: mailbox.Box, done: Pass) -> None:
    unread, began = box.unread(), monotonic()
    done.left = len(unread)
    for uid in unread[:MOST_MAILS]:
        if monotonic() - began > MOST_SECONDS or not _lease(row, token):
            return
        taken = _take(Place(row, box.validity, uid), box)
        # Not before its row is committed: what is marked is never looked at again.
        box.mark(uid)
        done.seen, done.left = done.seen + 1, done.left - 1
        done.taken += taken is not None and taken.verdict == Verdict.TAKEN


def _take(place: Place, box: mailbox.Box) -> models.ReceivedMail | None:
    size = box.size(place.uid)
    if size is None:
        return None
    if size > MOST_BYTES:
        return take(box.head(place.uid), place=place, megabytes=size // 2**20)
    raw = box.whole(place.uid)
    if not raw:
        return None
    row = take(raw, place=place)
    log.info("mail_received", mail=row.pk, verdict=row.verdict)
    return row


def _lease(row: models.Mailbox, token: uuid.UUID) -> bool:
    """Whether the mailbox is ours to read from now on; written in one statement, so that two cannot both have it."""
    now = timezone.now()
    free = Q(lease=None) | Q(lease=token) | Q(leased_until__lt=now)
    ours = models.Mailbox.objects.filter(free, pk=row.pk)
    return bool(ours.update(lease=token, leased_until=now + _LEASE))


def _close(row: models.Mailbox, token: uuid.UUID, **found: object) -> None:
    mine = models.Mailbox.objects.filter(pk=row.pk, lease=token)
    mine.update(lease=None, leased_until=None, polled_at=timezone.now(), **found)
