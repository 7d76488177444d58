"""Silences: list those in force or to come, add one, end one."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Status

from services.sentiment import models
from services.sentiment.actions.alerts import quieting
from services.sentiment.queries import rules
from services.sentiment.schemas.silences import SilenceIn, SilenceOut
from shared.api.caller import actor_of, user_of
from shared.api_keys.auth import KeyAuth
from shared.audit import actions as audit

router = Router(tags=["silences"])
READ = KeyAuth(scope="alerts:read")
WRITE = KeyAuth(scope="alerts:write")


@router.get("", response=list[SilenceOut], auth=READ)
def list_silences(request: HttpRequest) -> Any:
    return rules.silences(now=timezone.now())


@router.post("", response={201: SilenceOut}, auth=WRITE)
def add_silence(request: HttpRequest, given: SilenceIn) -> Any:
    made = quieting.add_silence(**given.model_dump(), author=user_of(request))
    audit.record(actor=actor_of(request), action="silence_added", target=made, labels=made.labels)
    return Status(201, made)


@router.delete("/{int:silence_id}", response={204: None}, auth=WRITE)
def end_silence(request: HttpRequest, silence_id: int) -> Any:
    """Ends it now; one that has not begun is taken back."""
    found = get_object_or_404(models.Silence, pk=silence_id)
    audit.record(actor=actor_of(request), action="silence_ended", target=found)
    quieting.end_now(quiet=found)
    return Status(204, None)
