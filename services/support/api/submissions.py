"""Changes that were handed in: whether they are judged yet, what came of them, and those held once more."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from services.support import models, tasks
from services.support.actions import submissions
from services.support.queries import submissions as queries
from services.support.schemas.submissions import SubmissionOut
from shared.api.caller import actor_of, user_of
from shared.api.idempotency import idempotent
from shared.api_keys.auth import KeyAuth

router = Router(tags=["knowledge"])
# Cases that break are customers' words, masked: for those who may change something about them.
WRITE = KeyAuth(scope="knowledge:write", role="editor")


@router.get("/{uuid:submission_id}", response=SubmissionOut, auth=WRITE)
def read_submission(request: HttpRequest, submission_id: UUID) -> Any:
    return _found(submission_id)


@router.post("/{uuid:submission_id}/again", response={202: SubmissionOut}, auth=WRITE)
@idempotent
def submit_again(request: HttpRequest, submission_id: UUID, force: bool = False) -> Any:
    """What was held or failed, without sending it again; `force` overrules the gate, on record. 409 the second time."""
    given: Any = {"actor": actor_of(request), "user": user_of(request)}
    return accepted(submissions.submit_again(submission=_found(submission_id), force=force, **given))


def accepted(row: models.Submission) -> Status[models.Submission]:
    """202 with the address to ask, and the worker at work."""
    tasks.judge_submissions.delay_on_commit()
    return Status(202, row)


def _found(submission_id: UUID) -> models.Submission:
    return get_object_or_404(queries.submissions(), pk=submission_id)
