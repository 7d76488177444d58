"""The desk's models: what was measured, which version is in force, and how to change that."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from services.sentiment import tasks
from services.sentiment.actions import model_versions, rescoring, training
from shared.api.caller import actor_of, user_of
from shared.api.idempotency import idempotent
from shared.api_keys.auth import KeyAuth
from shared.audit import actions as audit
from shared.jobs.schemas import JobOut
from shared.training.api import add_models

READ = KeyAuth(scope="articles:read")
WRITE = KeyAuth(scope="models:write", role="editor")
router = Router(tags=["models"])


@router.post("/train", response={202: JobOut}, auth=WRITE)
@idempotent
def start_training(request: HttpRequest) -> Any:
    """Fine-tune on the labels as they are now. 409 while a training runs."""
    job = training.start_training(user=user_of(request))
    audit.record(actor=actor_of(request), action="training_started", target=job)
    tasks.train.delay_on_commit(str(job.pk))
    return Status(202, job)


@router.post("/rescore", response={202: JobOut}, auth=WRITE)
@idempotent
def start_rescoring(request: HttpRequest) -> Any:
    """Let the versions in force judge the archive anew. 409 while that runs."""
    job = rescoring.start_rescoring(user=user_of(request))
    audit.record(actor=actor_of(request), action="rescoring_started", target=job)
    tasks.rescore.delay_on_commit(str(job.pk))
    return Status(202, job)


add_models(router, read=READ, write=WRITE, list_versions=model_versions.list_versions)
