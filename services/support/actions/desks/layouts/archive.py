"""Our own export: a zip of JSONL files by kind, with a manifest that names its format."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.support.actions.desks.content import Content
from services.support.actions.desks.layouts.base import Found, Kind, Layout
from shared.errors import refuse

FORMAT = "triptych-support"
VERSION = 1
MANIFEST = "manifest.json"
# Conversations, ratings, corrections and settings are for reading: they are what happened here, not what is known.
FILES = {
    "intents.jsonl": Kind.INTENTS,
    "articles.jsonl": Kind.KNOWLEDGE,
    "canned.jsonl": Kind.CANNED,
    "examples.jsonl": Kind.EXAMPLES,
    "pairs.jsonl": Kind.PAIRS,
    "cases.jsonl": Kind.CASES,
}


def _manifest(content: Content) -> dict[str, Any]:
    found = (content.files.get(MANIFEST) or [None])[0]
    return found if isinstance(found, dict) else {}


def _recognises(content: Content) -> bool:
    return _manifest(content).get("format") == FORMAT


def _read(content: Content, _mapping: Mapping[str, str]) -> Found:
    if _manifest(content).get("format") != FORMAT:
        raise refuse("file", _("There is no manifest of our own export in it."), _("Bring in what the export wrote."))
    if _manifest(content).get("version") != VERSION:
        raise refuse("version", _("A newer version wrote this archive."), _("Update this service, then bring it in."))
    found = Found()
    for name, kind in FILES.items():
        for number, fields in enumerate(content.files.get(name, []), start=1):
            row = found.add(kind, number, **(fields if isinstance(fields, dict) else {}))
            if not isinstance(fields, dict):
                row.reject("row", _("It is not an object with fields."), _('Write it as {"field": "value"}.'))
    for name in sorted(set(content.files) - set(FILES) - {MANIFEST}):
        found.leave(_("“%(key)s”, which is for reading only") % {"key": name[:60]}, len(content.files[name]))
    return found


LAYOUT = Layout(
    name="archive",
    title=gettext_lazy("Our own export"),
    forms=("archive",),
    fields=tuple((name, kind.value) for name, kind in FILES.items()),
    recognises=_recognises,
    read=_read,
)
