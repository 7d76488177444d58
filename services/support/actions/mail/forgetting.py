"""What is kept only so that an answer can be sent goes when there is nothing left to answer."""

from datetime import timedelta

import structlog
from django.conf import settings
from django.utils import timezone

from services.support import models
from services.support.actions.mail import attachments
from services.support.models.choices import Verdict

log = structlog.get_logger(__name__)

# Of mail that is in no conversation, the verdict is of interest for so long.
_VERDICTS = timedelta(days=30)


def forget_old() -> int:
    """Addresses and files of customers with whom nothing has happened for long; how many addresses went."""
    now = timezone.now()
    models.ReceivedMail.objects.filter(created_at__lt=now - _VERDICTS).exclude(verdict=Verdict.TAKEN).delete()
    attachments.sweep()
    if settings.MAIL_RETENTION_DAYS <= 0:
        return 0
    before = now - timedelta(days=settings.MAIL_RETENTION_DAYS)
    busy = models.Conversation.objects.filter(updated_at__gte=before).values("visitor")
    quiet = models.Correspondent.objects.filter(created_at__lt=before).exclude(visitor__in=busy)
    visitors = list(quiet.values_list("visitor", flat=True))
    files = models.Attachment.objects.filter(message__conversation__visitor__in=visitors, refused="")
    keys = list(files.values_list("key", flat=True))
    files.delete()
    gone, _by_kind = quiet.delete()
    attachments.forget(keys)
    log.info("mail_forgotten", addresses=gone, files=len(keys))
    return gone
