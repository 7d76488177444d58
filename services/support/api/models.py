"""The company's models: what was measured, which version is in force, and how to change that."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from services.support import tasks
from services.support.actions import model_versions, training
from shared.api.caller import actor_of, user_of
from shared.api.idempotency import idempotent
from shared.api_keys.auth import KeyAuth
from shared.audit import actions as audit
from shared.jobs.schemas import JobOut
from shared.training.api import add_models

READ = KeyAuth(scope="knowledge:read")
WRITE = KeyAuth(scope="knowledge:write", role="editor")
router = Router(tags=["models"])


@router.post("/train", response={202: JobOut}, auth=WRITE)
@idempotent
def start_training(request: HttpRequest) -> Any:
    """Fine-tune on the records as they are now. 409 while a training runs."""
    job = training.start_training(user=user_of(request))
    audit.record(actor=actor_of(request), action="training_started", target=job)
    tasks.train.delay_on_commit(str(job.pk))
    return Status(202, job)


add_models(
    router,
    read=READ,
    write=WRITE,
    list_versions=model_versions.list_versions,
    follow=lambda: tasks.follow_models.delay_on_commit(),
)
