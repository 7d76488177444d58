"""The ranker and the batch: start, compare, move between versions."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from services.recommend import tasks
from services.recommend.actions import batch, model_versions, training
from shared.api.caller import actor_of, user_of
from shared.api.idempotency import idempotent
from shared.api_keys.auth import KeyAuth
from shared.audit import actions as audit
from shared.jobs.schemas import JobOut
from shared.training import schemas

router = Router(tags=["models"])
READ = KeyAuth(scope="data:read")
WRITE = KeyAuth(scope="models:write", role="editor")


@router.get("", response=schemas.ModelOut, auth=READ)
def list_versions(request: HttpRequest) -> Any:
    return model_versions.list_versions()


@router.post("/train", response={202: JobOut}, auth=WRITE)
@idempotent
def start_training(request: HttpRequest) -> Any:
    """Fit on what was shown and opened until now. 409 while a training runs."""
    job = training.start_training(user=user_of(request))
    audit.record(actor=actor_of(request), action="training_started", target=job)
    tasks.train.delay_on_commit(str(job.pk))
    return Status(202, job)


@router.post("/lists", response={202: JobOut}, auth=WRITE)
@idempotent
def build_lists(request: HttpRequest) -> Any:
    """Lists for everybody, published together. 409 while they are being built."""
    job = batch.start_batch(user=user_of(request))
    audit.record(actor=actor_of(request), action="batch_started", target=job)
    tasks.build_lists.delay_on_commit(str(job.pk))
    return Status(202, job)


@router.post("/promote", response=schemas.ModelOut, auth=WRITE)
def promote_version(request: HttpRequest, payload: schemas.PromotionIn) -> Any:
    """409 with the gate's reasons where the version is worse than the one in force."""
    model_versions.promote_version(number=payload.version, force=payload.force)
    audit.record(actor=actor_of(request), action="model_promoted", version=payload.version, force=payload.force)
    return model_versions.list_versions()


@router.post("/roll-back", response=schemas.ModelOut, auth=WRITE)
def roll_back(request: HttpRequest) -> Any:
    """Return to the version that was in force before."""
    number = model_versions.roll_back()
    audit.record(actor=actor_of(request), action="model_rolled_back", version=number)
    return model_versions.list_versions()
