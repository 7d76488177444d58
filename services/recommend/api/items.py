"""Items: list, read, add or replace."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from services.recommend import models
from services.recommend.actions import catalogue
from services.recommend.api.recommendations import Key
from services.recommend.queries import catalogue as queries
from services.recommend.schemas import catalogue as schemas
from shared.api.caller import actor_of
from shared.api.paging import PageIn, cut_page
from shared.api_keys.auth import KeyAuth
from shared.audit import actions as audit

router = Router(tags=["items"])
READ = KeyAuth(scope="data:read")
WRITE = KeyAuth(scope="items:write", role="editor")


@router.get("", response=schemas.ItemsOut, auth=READ)
def list_items(
    request: HttpRequest, filters: Annotated[schemas.ItemFilter, Query()], page: Annotated[PageIn, Query()]
) -> Any:
    """By key."""
    return cut_page(queries.items(search=filters.search, category=filters.category), page=page, order="key")


@router.put("", response=schemas.SavedOut, auth=WRITE)
def save_items(request: HttpRequest, body: schemas.RowsIn) -> Any:
    """Add or replace by key, all or none. A new item can be recommended by its text at once."""
    saved = catalogue.save_items(body.rows)
    audit.record(actor=actor_of(request), action="items_saved", count=saved)
    return {"saved": saved}


@router.get("/{key:key}", response=schemas.ItemOut, auth=READ)
def read_item(request: HttpRequest, key: Key) -> Any:
    return get_object_or_404(models.Item, key=key)
