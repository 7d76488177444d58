"""Canned responses of Chatwoot: `short_code` and `content`.

github.com/chatwoot/chatwoot, swagger/definitions/resource/canned_response.yml; `content` may hold variables such as
`{{contact.name}}` (github.com/chatwoot/utils, src/canned.ts), of which those that our own slots can fill are kept.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.support.actions.desks.content import Content, items
from services.support.actions.desks.layouts.base import Found, Kind, Layout, mostly
from services.support.actions.desks.text import plain

_NEEDED = {"short_code", "content"}
_NAMES = ("payload", "canned_responses", "data")
_VARIABLE = re.compile(r"\{\{\s*([\w.]+)[^}]*\}\}")
_SLOTS = {
    "contact.name": "{customer}",
    "contact.first_name": "{customer}",
    "agent.name": "{agent}",
    "agent.first_name": "{agent}",
    "account.name": "{company}",
}
_UNFIT = re.compile(r"[^A-Za-z0-9_-]+")


def _records(content: Content) -> Iterable[tuple[int, dict[str, Any]]]:
    return enumerate(content.values, start=1) if content.form == "table" else items(content, *_NAMES)


def _recognises(content: Content) -> bool:
    return mostly((one for _number, one in _records(content)), lambda one: set(one) >= _NEEDED)


def _read(content: Content, _mapping: Mapping[str, str]) -> Found:
    found = Found()
    for number, one in _records(content):
        text = plain(one.get("content"))
        unknown = sorted({name for name in _VARIABLE.findall(text) if name not in _SLOTS})
        row = found.add(
            Kind.CANNED,
            number,
            shortcut=_UNFIT.sub("-", plain(one.get("short_code")).lstrip("/")).strip("-"),
            text=_VARIABLE.sub(lambda match: _SLOTS.get(match[1], match[0]), text),
        )
        if unknown:
            message = _("Nothing fills {{%(name)s}} here.") % {"name": unknown[0]}
            row.reject("content", message, _("Write it without, or use {customer}, {agent} or {company}."))
    return found


LAYOUT = Layout(
    name="chatwoot_canned",
    title=gettext_lazy("Chatwoot: canned responses"),
    forms=("json", "table"),
    fields=(("short_code", "shortcut"), ("content", "text")),
    recognises=_recognises,
    read=_read,
)
