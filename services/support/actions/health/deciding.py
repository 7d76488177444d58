"""An editor says that a finding is none, and why."""

from typing import ClassVar

from django.utils import timezone

from services.support import models
from shared.accounts.models import User
from shared.audit import actions as audit
from shared.errors import ServiceError


class ReasonNeeded(ServiceError):
    """Say why this needs no mending, so that others need not wonder."""

    code: ClassVar[str] = "reason_needed"


def dismiss(*, finding: models.Finding, because: str, actor: object, user: User | None = None) -> None:
    """Raises `ReasonNeeded`. It stays dismissed until one of its passages changes."""
    reason = " ".join(because.replace("\0", " ").split())[:300]
    if not reason:
        raise ReasonNeeded
    rows = models.Finding.objects.filter(pk=finding.pk, dismissed_at=None)
    if rows.update(dismissed_at=timezone.now(), dismissed_by=user, dismissed_because=reason):
        audit.record(actor=actor, action="finding_dismissed", target=finding)


def restore(*, finding: models.Finding, actor: object) -> None:
    rows = models.Finding.objects.filter(pk=finding.pk, dismissed_at__isnull=False)
    if rows.update(dismissed_at=None, dismissed_by=None, dismissed_because=""):
        audit.record(actor=actor, action="finding_restored", target=finding)
