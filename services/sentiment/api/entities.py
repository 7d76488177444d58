"""Companies: list, read, add, change, remove, bring back."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from services.sentiment import models, tasks
from services.sentiment.actions import dictionary, rematching
from services.sentiment.actions.dictionary import AliasIn, EntityIn
from services.sentiment.api.articles import READ
from services.sentiment.queries import entities as queries
from services.sentiment.schemas import entities as schemas
from shared.api.caller import actor_of, user_of
from shared.api.idempotency import idempotent
from shared.api.paging import PageIn, cut_page
from shared.api_keys.auth import KeyAuth
from shared.audit import actions as audit

router = Router(tags=["entities"])
WRITE = KeyAuth(scope="sources:write", role="editor")


@router.get("", response=schemas.EntitiesOut, auth=READ)
def list_entities(
    request: HttpRequest, filters: Annotated[schemas.EntityFilter, Query()], page: Annotated[PageIn, Query()]
) -> Any:
    """By name."""
    return cut_page(queries.entities(search=filters.search), page=page, order="name")


@router.post("", response={201: schemas.EntityDetailOut}, auth=WRITE)
@idempotent
def add_entity(request: HttpRequest, body: schemas.EntityIn) -> Any:
    """Found in new articles at once; the recent archive is searched again in the background."""
    entity = dictionary.save_entity(given=_given(body.dict()))
    _follow(request, "entity_added", entity)
    return Status(201, _detail(entity.key))


@router.get("/{slug:key}", response=schemas.EntityDetailOut, auth=READ)
def read_entity(request: HttpRequest, key: str) -> Any:
    return _detail(key)


@router.patch("/{slug:key}", response=schemas.EntityDetailOut, auth=WRITE)
def change_entity(request: HttpRequest, key: str, body: schemas.EntityPatch) -> Any:
    """What is left out stays as it is."""
    entity = _detail(key)
    before = schemas.EntityDetailOut.from_orm(entity).dict()
    changes = {name: value for name, value in body.dict(exclude_unset=True).items() if value is not None}
    entity = dictionary.save_entity(given=_given(before | changes), entity=entity)
    _follow(request, "entity_changed", entity, fields=sorted(changes))
    return _detail(key)


@router.delete("/{slug:key}", response={204: None}, auth=WRITE)
def remove_entity(request: HttpRequest, key: str) -> Any:
    """Out of the lists and of what is searched for; `restore` brings it back."""
    entity = get_object_or_404(models.Entity, key=key)
    dictionary.delete_entity(entity=entity)
    _follow(request, "entity_removed", entity)
    return Status(204, None)


@router.post("/{slug:key}/restore", response=schemas.EntityDetailOut, auth=WRITE)
def restore_entity(request: HttpRequest, key: str) -> Any:
    """Undo a removal."""
    entity = get_object_or_404(models.Entity.everything, key=key)
    dictionary.restore_entity(entity=entity)
    _follow(request, "entity_restored", entity)
    return _detail(key)


def _detail(key: str) -> models.Entity:
    return get_object_or_404(models.Entity.objects.prefetch_related("aliases", "peers"), key=key)


def _given(body: dict[str, Any]) -> EntityIn:
    return EntityIn(**(body | {"aliases": [AliasIn(**alias) for alias in body["aliases"]]}))


def _follow(request: HttpRequest, action: str, entity: models.Entity, **fields: object) -> None:
    audit.record(actor=actor_of(request), action=action, target=entity, **fields)
    job, new = rematching.start_rematching(user=user_of(request))
    if new:
        tasks.rematch.delay_on_commit(str(job.pk))
