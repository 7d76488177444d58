"""Alerts: list, read, acknowledge, resolve, judge, note."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from services.sentiment import models
from services.sentiment.actions.alerts import answering
from services.sentiment.queries import alerts as rows
from services.sentiment.schemas import alerts as schemas
from shared.api.caller import actor_of, user_of
from shared.api.paging import PageIn, cut_page
from shared.api_keys.auth import KeyAuth

router = Router(tags=["alerts"])
READ = KeyAuth(scope="alerts:read")
WRITE = KeyAuth(scope="alerts:write")


@router.get("", response=schemas.AlertsOut, auth=READ)
def list_alerts(
    request: HttpRequest, filters: Annotated[schemas.AlertFilter, Query()], page: Annotated[PageIn, Query()]
) -> Any:
    """The newest first."""
    return cut_page(rows.alerts(rows.Wanted(**filters.model_dump())), page=page, order="-started_at")


@router.get("/{int:alert_id}", response=schemas.AlertOut, auth=READ)
def read_alert(request: HttpRequest, alert_id: int) -> Any:
    return _found(alert_id)


@router.post("/{int:alert_id}/acknowledge", response=schemas.AlertOut, auth=WRITE)
def acknowledge_alert(request: HttpRequest, alert_id: int) -> Any:
    """Changes only what fires."""
    answering.acknowledge(alert_ids=[_found(alert_id).pk], actor=actor_of(request))
    return _found(alert_id)


@router.post("/{int:alert_id}/resolve", response=schemas.AlertOut, auth=WRITE)
def resolve_alert(request: HttpRequest, alert_id: int) -> Any:
    answering.resolve(alert_ids=[_found(alert_id).pk], actor=actor_of(request))
    return _found(alert_id)


@router.post("/{int:alert_id}/feedback", response=schemas.AlertOut, auth=WRITE)
def judge_alert(request: HttpRequest, alert_id: int, given: schemas.VerdictIn) -> Any:
    answering.judge(alert=_found(alert_id), verdict=given.verdict, actor=actor_of(request))
    return _found(alert_id)


@router.post("/{int:alert_id}/notes", response=schemas.AlertOut, auth=WRITE)
def note_alert(request: HttpRequest, alert_id: int, given: schemas.NoteIn) -> Any:
    answering.add_note(alert=_found(alert_id), text=given.text, author=user_of(request), actor=actor_of(request))
    return _found(alert_id)


def _found(alert_id: int) -> models.Alert:
    return get_object_or_404(rows.alerts(), pk=alert_id)
