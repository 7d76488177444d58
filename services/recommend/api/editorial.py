"""What editors decide: pins, and the rules of surfaces."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Status

from services.recommend import models
from services.recommend.actions import editorial
from services.recommend.queries import editorial as queries
from services.recommend.schemas import editorial as schemas
from shared.api.caller import actor_of, user_of
from shared.api.text import PlainText
from shared.api_keys.auth import KeyAuth
from shared.audit import actions as audit

router = Router(tags=["surfaces"])
READ = KeyAuth(scope="data:read")
WRITE = KeyAuth(scope="surfaces:write", role="editor")


@router.get("/pins", response=list[schemas.PinOut], auth=READ)
def list_pins(request: HttpRequest, wanted: Annotated[schemas.PinFilter, Query()]) -> Any:
    """Those in force and those to come."""
    return queries.pins(now=timezone.now(), surface=wanted.surface)


@router.put("/pins", response=schemas.PinOut, auth=WRITE)
def pin(request: HttpRequest, given: schemas.PinIn) -> Any:
    """It stands there for everybody who has not seen it; another pin of the item on that surface is replaced."""
    made = editorial.pin(**given.model_dump(), by=user_of(request))
    audit.record(actor=actor_of(request), action="item_pinned", target=made)
    return made


@router.delete("/pins/{int:pin_id}", response={204: None}, auth=WRITE)
def remove_pin(request: HttpRequest, pin_id: int) -> Any:
    found = get_object_or_404(models.Pin, pk=pin_id)
    audit.record(actor=actor_of(request), action="pin_removed", target=found)
    editorial.remove_pin(pin=found)
    return Status(204, None)


@router.get("/surfaces", response=list[schemas.RulesOut], auth=READ)
def list_rules(request: HttpRequest) -> Any:
    return queries.rules()


@router.put("/surfaces", response=schemas.RulesOut, auth=WRITE)
def save_rules(request: HttpRequest, given: schemas.RulesIn) -> Any:
    """Add or replace the rules of a surface."""
    saved = editorial.save_rules(**given.model_dump())
    audit.record(actor=actor_of(request), action="surface_rules_saved", target=saved)
    return saved


@router.delete("/surfaces", response={204: None}, auth=WRITE)
def remove_rules(request: HttpRequest, surface: Annotated[PlainText, Query(max_length=60)] = "") -> Any:
    """Those of all surfaces hold there again."""
    found = get_object_or_404(models.SurfaceRule, surface=surface)
    audit.record(actor=actor_of(request), action="surface_rules_removed", target=found)
    editorial.remove_rules(rules=found)
    return Status(204, None)
