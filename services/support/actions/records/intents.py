"""Intents with titles, slots and answer templates by language."""

import re
from datetime import UTC, datetime
from typing import Any, TypeAlias

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from services.support import models
from shared.uploads.rows import Row

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}", re.IGNORECASE)
SLOT = re.compile(r"\{(\w+)\}")
_LONGEST_CODE = 12
# (language, text, valid from, valid until)
Template: TypeAlias = tuple[str, str, datetime | None, datetime | None]


def store(rows: list[Row], batch: models.ImportBatch) -> tuple[int, int]:
    """A row replaces the intent of its name and all templates of it; an empty list leaves those alone.

    What a row says nothing of, such as a title, stays as it is.
    """
    seen: set[str] = set()
    unchanged = 0
    for row in rows:
        name = row.text("name", limit=100)
        if name and not NAME.fullmatch(name):
            row.reject("name", f"'{name[:40]}' is not a name.", "Use letters, digits, - and _.")
        if name in seen:
            row.reject("name", f"'{name}' stands twice.", "Keep one of the two rows.")
        seen.add(name)
        templates = _templates(row)
        if not row.problems:
            unchanged += not _replace(row, name=name, templates=templates)
    return len(rows) - unchanged, unchanged


def has_stray_braces(text: str) -> bool:
    """Anything but a plain slot would reach into Python's formatting, or break it."""
    return bool({"{", "}"} & set(SLOT.sub("", text)))


def _templates(row: Row) -> list[dict[str, Any]]:
    templates = row.fields.get("templates")
    if templates == []:
        return []
    if not isinstance(templates, list):
        row.reject("templates", "There is none.", 'Give [{"language": "en", "text": "…"}].')
        return []
    slots = row.fields.get("slots") or {}
    if not isinstance(slots, dict):
        row.reject("slots", _("It is not a list of values by name."), _('Write {"fee": "6.00"}.'))
        return []
    if wrong := [name for name, value in slots.items() if not isinstance(value, str | int | float)]:
        row.reject("slots", _("'%(name)s' has no text as its value.") % {"name": wrong[0]}, _('Write {"fee": "6.00"}.'))
    for template in templates:
        if not isinstance(template, dict) or not template.get("text") or not template.get("language"):
            row.reject("templates", "One lacks its text or language.", "Give each both.")
            continue
        if len(str(template["language"])) > _LONGEST_CODE:
            row.reject("templates", _("A language is no code."), _("Write en, zh or de."))
        if has_stray_braces(str(template["text"])):
            row.reject("templates", "A brace stands alone.", "Write slots as {name}, and no other braces.")
        for slot in SLOT.findall(str(template["text"])):
            if slot not in slots:
                row.reject("slots", f"'{slot}' has no value.", f'Add "{slot}" to the slots.')
    return [template for template in templates if isinstance(template, dict)]


def _replace(row: Row, *, name: str, templates: list[dict[str, Any]]) -> bool:
    """Whether anything is other than before."""
    known = models.Intent.objects.filter(name=name).first()
    intent = known or models.Intent(name=name, title={"en": name})
    before = (intent.title, intent.description, intent.slots, intent.enabled, _said(known) if known else None)
    title = row.fields.get("title")
    if title:
        intent.title = title if isinstance(title, dict) else {"en": str(title)}
    if "description" in row.fields:
        intent.description = row.text("description", required=False)
    if templates or row.fields.get("slots"):
        intent.slots = row.fields.get("slots") or {}
    intent.enabled = row.flag("enabled", default=intent.enabled)
    wanted = [_template(row, one) for one in templates] or (before[-1] or [])
    if known and before == (intent.title, intent.description, intent.slots, intent.enabled, wanted):
        return False
    intent.save()
    if templates:
        intent.templates.all().delete()
        for language, text, valid_from, valid_until in wanted:
            intent.templates.create(language=language, text=text, valid_from=valid_from, valid_until=valid_until)
    return True


def _said(intent: models.Intent) -> list[Template]:
    rows = intent.templates.order_by("pk")
    return [(row.language, row.text, row.valid_from, row.valid_until) for row in rows]


def _template(row: Row, template: dict[str, Any]) -> Template:
    return (
        str(template["language"]),
        str(template["text"]).strip(),
        _moment(row, template, "valid_from"),
        _moment(row, template, "valid_until"),
    )


def _moment(row: Row, template: dict[str, Any], name: str) -> Any:
    value = template.get(name)
    if not value:
        return None
    try:
        moment = parse_datetime(str(value))
        # Databases keep UTC, in which the first and the last day that can be written may not exist.
        return moment.astimezone(UTC) if moment and moment.tzinfo else _no_moment(row, name, value)
    except (ValueError, OverflowError):
        return _no_moment(row, name, value)


def _no_moment(row: Row, name: str, value: Any) -> Any:
    row.reject(name, f"'{str(value)[:40]}' is not a time with a zone.", "Write 2026-01-31T00:00:00Z.")
    return None
