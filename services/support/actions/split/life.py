"""Start and stop. Whatever stops it, it is stopped once, and told once."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from services.support import models
from services.support.actions.candidates.life import ready
from services.support.actions.split.announcing import announce
from services.support.actions.split.running import running
from shared.audit import actions as audit
from shared.errors import ServiceError, refuse
from shared.outbox.models import Endpoint

Because = models.Split.Because


class SplitRuns(ServiceError):
    """An experiment is running already. Stop it first."""

    code: ClassVar[str] = "split_runs"


def start(
    *, share: float, receivers: Iterable[Endpoint] = (), user: Any = None, actor: object = "system"
) -> models.Split:
    """Raises `NotReady` without a candidate, `SplitRuns` and `InputRefused`."""
    if not 0.05 <= share <= 0.95:
        raise refuse("share", "It leaves one side too small.", "Use 0.05 to 0.95.")
    candidate = ready()
    try:
        with transaction.atomic():
            made = models.Split.objects.create(candidate=candidate, share=share, started_by=user)
            made.receivers.set(receivers)
            audit.record(actor=actor, action="split_started", target=made, candidate=candidate.pk, share=share)
    except IntegrityError as error:
        raise SplitRuns from error
    running.forget()
    return made


def stop(
    split: models.Split,
    *,
    because: str = Because.BY_HAND,
    evidence: dict[str, Any] | None = None,
    actor: object = "system",
) -> bool:
    """From the next message on what is in force answers everybody. Whether it ran."""
    with transaction.atomic():
        stopped = models.Split.objects.filter(pk=split.pk, is_open=True).update(
            is_open=False, ended_at=timezone.now(), ended_because=because, evidence=evidence or {}
        )
        if stopped:
            audit.record(actor=actor, action="split_stopped", target=split, because=str(because), **(evidence or {}))
            if because != Because.BY_HAND:
                announce(split, because, evidence or {})
    running.forget()
    return bool(stopped)
