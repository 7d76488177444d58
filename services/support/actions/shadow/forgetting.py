"""What a candidate said in the shadow is compared while it stands, and then only kept for so long."""

from datetime import timedelta

import structlog
from django.conf import settings
from django.utils import timezone

from services.support import models

log = structlog.get_logger(__name__)


def forget_old() -> int:
    """Answers and judgements of candidates that ended long ago; how many went. The candidates stay, as a record.

    What a candidate that is open has said is still being compared, however old it is.
    """
    days = settings.SHADOW_RETENTION_DAYS
    if days <= 0:
        return 0
    ended = models.Candidate.objects.filter(is_open=False, ended_at__lt=timezone.now() - timedelta(days=days))
    gone, _by_kind = models.Shadowed.objects.filter(candidate__in=ended).delete()
    log.info("shadows_forgotten", answers=gone)
    return gone
