"""Users: what is known of them beside events."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from services.recommend.actions import catalogue
from services.recommend.api.items import WRITE
from services.recommend.schemas import catalogue as schemas
from shared.api.caller import actor_of
from shared.audit import actions as audit

router = Router(tags=["users"])


@router.put("", response=schemas.SavedOut, auth=WRITE)
def save_users(request: HttpRequest, body: schemas.RowsIn) -> Any:
    """Add or replace language and attributes, all or none. Users without any are recommended to as well."""
    saved = catalogue.save_users(body.rows)
    audit.record(actor=actor_of(request), action="users_saved", count=saved)
    return {"saved": saved}
