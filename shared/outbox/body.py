"""A message's body as bytes that are signed, and as words for people."""

import json
from collections.abc import Mapping
from typing import Any


def as_text(body: Mapping[str, Any]) -> str:
    """Always the same text for the same body, since every attempt signs it again."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def title_and_lines(body: Mapping[str, Any]) -> tuple[str, list[str]]:
    """`title` and one line an alert, from a body shaped as Alertmanager's."""
    alerts = body.get("alerts") or []
    title = str(body.get("title") or body.get("groupKey") or "Triptych")
    return title, [_line(alert) for alert in alerts]


def _line(alert: Mapping[str, Any]) -> str:
    notes = alert.get("annotations") or {}
    parts = [str(alert.get("status", "")), str(notes.get("summary", "")), str(alert.get("generatorURL", ""))]
    return " · ".join(part for part in parts if part)
