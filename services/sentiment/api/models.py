"""The desk's models: what was measured, which version is in force, and how to change that."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Status

from services.sentiment import tasks
from services.sentiment.actions import model_versions, rescoring, training
from services.sentiment.api.callers import actor_of, user_of
from services.sentiment.schemas import models as schemas
from services.sentiment.schemas.jobs import JobOut
from shared.api.idempotency import idempotent
from shared.api_keys.auth import KeyAuth
from shared.audit import actions as audit

router = Router(tags=["models"])
READ = KeyAuth(scope="articles:read")
WRITE = KeyAuth(scope="models:write", role="editor")


@router.get("", response=schemas.ModelsOut, auth=READ)
def list_models(request: HttpRequest) -> Any:
    return {"items": model_versions.list_versions()}


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


@router.get("/{name}", response=schemas.ModelOut, auth=READ)
def read_model(request: HttpRequest, name: str) -> Any:
    return _found(name)


@router.post("/{name}/promote", response=schemas.ModelOut, auth=WRITE)
def promote_version(request: HttpRequest, name: str, payload: schemas.PromotionIn) -> Any:
    """409 with the gate's reasons where the version is worse than the one in force."""
    _found(name)
    model_versions.promote_version(name=name, number=payload.version, force=payload.force)
    _follow(request, "model_promoted", name=name, version=payload.version, force=payload.force)
    return _found(name)


@router.post("/{name}/roll-back", response=schemas.ModelOut, auth=WRITE)
def roll_back(request: HttpRequest, name: str) -> Any:
    """Return to the version that was in force before."""
    _found(name)
    number = model_versions.roll_back(name=name)
    _follow(request, "model_rolled_back", name=name, version=number)
    return _found(name)


def _follow(request: HttpRequest, action: str, **fields: object) -> None:
    audit.record(actor=actor_of(request), action=action, target=None, **fields)


def _found(name: str) -> model_versions.ModelVersions:
    found = next((model for model in model_versions.list_versions() if model.name == name), None)
    if found is None:
        raise Http404
    return found
