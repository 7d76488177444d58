"""An alert's history: one line a change, each holding the hash of the line before."""

import hashlib
import json
from datetime import datetime
from typing import Any

from services.sentiment import models


def write(*, alert: models.Alert, actor: object, action: str, at: datetime, **fields: Any) -> models.AlertEvent:
    """Call it in the transaction of the change; the unique number keeps two writers apart."""
    last = alert.events.order_by("-number").first()
    event = models.AlertEvent(
        alert=alert,
        number=last.number + 1 if last else 1,
        at=at,
        actor=str(actor)[:200],
        action=action,
        fields=fields,
        previous_hash=last.hash if last else "",
    )
    event.hash = _hash(event)
    event.save()
    return event


def first_broken(alert: models.Alert) -> int | None:
    """The number of the first line that was changed, or follows one that is missing; None if all is well."""
    before = ""
    for number, event in enumerate(alert.events.order_by("number"), start=1):
        if event.number != number or event.previous_hash != before or event.hash != _hash(event):
            return number
        before = event.hash
    return None


def _hash(event: models.AlertEvent) -> str:
    told = [event.alert_id, event.number, event.at.isoformat(), event.actor, event.action, event.fields]
    text = json.dumps([*told, event.previous_hash], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
