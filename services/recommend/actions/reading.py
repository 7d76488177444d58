"""A visitor of the demo's magazine: what is opened, liked or dismissed becomes an event like any other."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from services.recommend.actions.ingest import ingest
from services.recommend.actions.ranking import Pick

SURFACE = "magazine"


def note(*, visitor: str, item: str, kind: str, request: str = "") -> None:
    """Once for each visitor, item and kind: opening an article again says nothing new."""
    _send([_event(f"{visitor}-{item}-{kind}"[-64:], visitor, item, kind, timezone.now(), request)])


def note_shown(*, visitor: str, picks: Sequence[Pick], request: str) -> None:
    """The list is not drawn by lot, so each item was shown for certain."""
    now = timezone.now()
    shown = [
        _event(f"{request}-{place}", visitor, pick.item, "impression", now, request)
        | {"position": place, "propensity": 1.0}
        for place, pick in enumerate(picks, 1)
    ]
    if shown:
        _send(shown)


def new_visitor() -> str:
    return f"visitor-{uuid4().hex[:12]}"


def _event(key: str, visitor: str, item: str, kind: str, at: datetime, request: str) -> dict[str, object]:
    # A clock that is set back a little must not put the event behind the list it belongs to.
    moment = (at - timedelta(milliseconds=1)).isoformat()
    head: dict[str, object] = {"id": key, "user": visitor, "item": item, "kind": kind, "at": moment}
    return head | {"surface": SURFACE, "request": request}


def _send(events: list[dict[str, object]]) -> None:
    ingest(body=json.dumps(events).encode(), content_type="application/json")
