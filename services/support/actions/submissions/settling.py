"""What was held or failed: an editor hands it in again, above the gate or once more, or sets it aside."""

from typing import ClassVar

from django.db import transaction

from services.support import models
from services.support.actions.gate import ChangeHeld, Verdict
from services.support.actions.submissions.opening import KIND
from shared.accounts.models import User
from shared.audit import actions as audit
from shared.errors import ServiceError
from shared.jobs import actions as jobs

_SAME = ("what", "kind", "document", "batch", "intent", "change")


class AlreadySettled(ServiceError):
    """This has been decided already."""

    code: ClassVar[str] = "already_settled"


def holding(submission: models.Submission) -> ChangeHeld | None:
    """What the gate has against it, with the cases' words as they are known now."""
    return ChangeHeld(Verdict.of(submission.verdict)) if submission.state == "held" else None


@transaction.atomic
def submit_again(
    *, submission: models.Submission, force: bool, actor: object, user: User | None = None
) -> models.Submission:
    """The same files, judged anew, in the name of whoever decides. Raises `AlreadySettled`."""
    _settle(submission)
    again = models.Submission.objects.create(
        job=jobs.start_job(kind=KIND, created_by=user),
        force=force,
        actor=str(actor)[:200],
        **{name: getattr(submission, name) for name in _SAME},
    )
    submission.files.update(submission=again)
    return again


@transaction.atomic
def set_aside(*, submission: models.Submission, actor: object) -> None:
    """Nothing was changed, and the files go. Raises `AlreadySettled`."""
    _settle(submission)
    submission.files.all().delete()
    audit.record(actor=actor, action="submission_set_aside", target=submission)


def _settle(submission: models.Submission) -> None:
    """Once only: the row's own condition decides between two clicks."""
    ended = models.Submission.objects.filter(pk=submission.pk, settled=False).exclude(job__state__in=jobs.ACTIVE)
    if not ended.update(settled=True):
        raise AlreadySettled
