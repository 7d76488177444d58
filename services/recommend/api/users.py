"""Users: what is known of them beside events, and forgetting them."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from services.recommend.actions import catalogue
from services.recommend.actions.erasing import erase_user as erase
from services.recommend.api.items import WRITE
from services.recommend.api.recommendations import Key
from services.recommend.schemas import catalogue as schemas
from shared.api.caller import actor_of
from shared.api_keys.auth import KeyAuth
from shared.audit import actions as audit

router = Router(tags=["users"])
ERASE = KeyAuth(scope="users:erase", role="editor")


@router.put("", response=schemas.SavedOut, auth=WRITE)
def save_users(request: HttpRequest, body: schemas.RowsIn) -> Any:
    """Add or replace language and attributes, all or none. Users without any are recommended to as well."""
    saved = catalogue.save_users(body.rows)
    audit.record(actor=actor_of(request), action="users_saved", count=saved)
    return {"saved": saved}


@router.delete("/{key:user}", response=schemas.ErasedOut, auth=ERASE)
def erase_user(request: HttpRequest, user: Key) -> Any:
    """Out of events, counts, profiles, experiments, lists and their files; the audit log says that, not who.

    Sent again, or for a user of whom nothing is known, it answers 0. What a model has learnt goes with the next
    training.
    """
    return {"rows": erase(user=user, actor=actor_of(request))}
