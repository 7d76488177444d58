"""Intents with titles, slots and answer templates by language."""

import re
from typing import Any

from django.utils.dateparse import parse_datetime

from services.support import models
from shared.uploads.rows import Row

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}", re.IGNORECASE)
SLOT = re.compile(r"\{(\w+)\}")


def store(rows: list[Row], batch: models.ImportBatch) -> tuple[int, int]:
    """A row replaces the intent of its name and all templates of it."""
    seen: set[str] = set()
    for row in rows:
        name = row.text("name", limit=100)
        if name and not NAME.fullmatch(name):
            row.reject("name", f"'{name[:40]}' is not a name.", "Use letters, digits, - and _.")
        if name in seen:
            row.reject("name", f"'{name}' stands twice.", "Keep one of the two rows.")
        seen.add(name)
        templates = _templates(row)
        if not row.problems:
            _replace(row, name=name, templates=templates)
    return len(rows), 0


def has_stray_braces(text: str) -> bool:
    """Anything but a plain slot would reach into Python's formatting, or break it."""
    return bool({"{", "}"} & set(SLOT.sub("", text)))


def _templates(row: Row) -> list[dict[str, Any]]:
    templates = row.fields.get("templates")
    if not isinstance(templates, list) or not templates:
        row.reject("templates", "There is none.", 'Give [{"language": "en", "text": "…"}].')
        return []
    slots = row.fields.get("slots") or {}
    for template in templates:
        if not isinstance(template, dict) or not template.get("text") or not template.get("language"):
            row.reject("templates", "One lacks its text or language.", "Give each both.")
            continue
        if has_stray_braces(str(template["text"])):
            row.reject("templates", "A brace stands alone.", "Write slots as {name}, and no other braces.")
        for slot in SLOT.findall(str(template["text"])):
            if slot not in slots:
                row.reject("slots", f"'{slot}' has no value.", f'Add "{slot}" to the slots.')
    return [template for template in templates if isinstance(template, dict)]


def _replace(row: Row, *, name: str, templates: list[dict[str, Any]]) -> None:
    title = row.fields.get("title")
    intent, _created = models.Intent.objects.update_or_create(
        name=name,
        defaults={
            "title": title if isinstance(title, dict) else {"en": str(title or name)},
            "description": row.text("description", required=False),
            "slots": row.fields.get("slots") or {},
        },
    )
    intent.templates.all().delete()
    for template in templates:
        intent.templates.create(
            language=str(template["language"]),
            text=str(template["text"]).strip(),
            valid_from=_moment(row, template, "valid_from"),
            valid_until=_moment(row, template, "valid_until"),
        )


def _moment(row: Row, template: dict[str, Any], name: str) -> Any:
    value = template.get(name)
    if not value:
        return None
    moment = parse_datetime(str(value))
    if moment is None or moment.tzinfo is None:
        row.reject(name, f"'{value}' is not a time with a zone.", "Write 2026-01-31T00:00:00Z.")
        return None
    return moment
