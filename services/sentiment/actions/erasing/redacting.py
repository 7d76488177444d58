"""Alerts and messages outlive the texts they spoke of: the texts' traces go out of them, their history stays whole."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions.alerts.history import write
from services.sentiment.queries import erasure
from services.sentiment.queries.erasure import Json, Traces
from shared.outbox.models import Message

ERASED = "[erased]"
_GONE = object()


def redact_alerts(*, found: Traces, actor: object) -> list[models.Alert]:
    """Those that were changed. Evidence is not part of the hash chain, which goes on with a line that says so."""
    changed = []
    for pk in [pk for pk, evidence in erasure.evidences() if erasure.holds(evidence, found)]:
        alert = models.Alert.objects.select_for_update().get(pk=pk)
        before = len(alert.evidence.get("articles") or [])
        alert.evidence = without(alert.evidence, found)
        gone = before - len(alert.evidence.get("articles") or [])
        alert.evidence["erased"] = alert.evidence.get("erased", 0) + gone
        alert.save(update_fields=["evidence"])
        _redact_notes(alert, found)
        write(alert=alert, actor=actor, action="redacted", at=timezone.now(), articles=gone)
        changed.append(alert)
    return changed


def redact_messages(*, found: Traces) -> int:
    held = [(pk, body) for pk, body in erasure.messages() if erasure.holds(body, found)]
    for pk, body in held:
        Message.objects.filter(pk=pk).update(body=without(body, found))
    return len(held)


def without(value: Json, found: Traces) -> Json:
    """The same, but for the articles' numbers, the objects that describe them, and their words."""
    kept = _without(value, found, under="")
    return None if kept is _GONE else kept


def _without(value: Json, found: Traces, *, under: str) -> Any:
    if isinstance(value, Mapping):
        if under == "articles" and (value.get("id") in found.ids or value.get("article") in found.ids):
            return _GONE
        inner = {name: _without(one, found, under=str(name)) for name, one in value.items()}
        return {name: None if one is _GONE else one for name, one in inner.items()}
    if isinstance(value, list):
        return [one for each in value if (one := _without(each, found, under=under)) is not _GONE]
    if isinstance(value, str):
        return ERASED if value in found.words else value
    return _GONE if under in ("articles", "article", "id") and value in found.ids else value


def _redact_notes(alert: models.Alert, found: Traces) -> None:
    """People quote what they write about."""
    for note in alert.notes.all():
        text = note.text
        for word in sorted(found.words - {""}, key=len, reverse=True):
            text = text.replace(word, ERASED)
        if text != note.text:
            models.Note.objects.filter(pk=note.pk).update(text=text)
