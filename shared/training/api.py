"""The models over HTTP, as far as every service has them: list, read, promote, roll back."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router

from shared.api.caller import actor_of
from shared.api_keys.auth import KeyAuth
from shared.audit import actions as audit
from shared.training import schemas, versions


def add_models(
    router: Router,
    *,
    read: KeyAuth,
    write: KeyAuth,
    list_versions: Callable[[], list[versions.ModelVersions]],
    follow: Callable[[], object] = lambda: None,
) -> None:
    """Comes after the own routes of a service, whose addresses a name would take. `follow`: another version is live."""

    def found(name: str) -> versions.ModelVersions:
        model = next((one for one in list_versions() if one.name == name), None)
        if model is None:
            raise Http404
        return model

    def moved(request: HttpRequest, action: str, **fields: object) -> None:
        audit.record(actor=actor_of(request), action=action, target=None, **fields)
        follow()

    @router.get("", response=schemas.ModelsOut, auth=read)
    def list_models(request: HttpRequest) -> Any:
        return {"items": list_versions()}

    @router.get("/{name}", response=schemas.ModelOut, auth=read)
    def read_model(request: HttpRequest, name: str) -> Any:
        return found(name)

    @router.post("/{name}/promote", response=schemas.ModelOut, auth=write)
    def promote_version(request: HttpRequest, name: str, payload: schemas.PromotionIn) -> Any:
        """409 with the gate's reasons where the version is worse than the one in force."""
        found(name)
        versions.promote_version(name=name, number=payload.version, force=payload.force)
        moved(request, "model_promoted", name=name, version=payload.version, force=payload.force)
        return found(name)

    @router.post("/{name}/roll-back", response=schemas.ModelOut, auth=write)
    def roll_back(request: HttpRequest, name: str) -> Any:
        """Return to the version that was in force before."""
        found(name)
        moved(request, "model_rolled_back", name=name, version=versions.roll_back(name=name))
        return found(name)
