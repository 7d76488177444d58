"""A file of sources comes in whole or not at all: CSV, JSON, or a feed reader's OPML."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.db import transaction
from django.utils.translation import gettext as _

from services.sentiment import models
from services.sentiment.actions.sources.editing import LEAST_SECONDS, MOST_SECONDS, SourceIn, save_source
from services.sentiment.models.choices import SourceKind
from shared.errors import InputRefused, refuse
from shared.uploads.files import check_size
from shared.uploads.rows import Row, read_rows, refuse_problems, require_columns

_KINDS = [kind for kind in SourceKind.values if kind != SourceKind.ARCHIVE]
_OPML_ENDINGS = (".opml", ".xml")
_MOST = 10_000


@dataclass(frozen=True)
class Imported:
    """How many sources were added, and how many changed; `rows` are number, name, and whether it is new."""

    added: int
    changed: int
    rows: Sequence[tuple[int, str, bool]] = field(default=(), compare=False)


@transaction.atomic
def import_sources(*, filename: str, data: bytes, dry_run: bool = False) -> Imported:
    """A row changes the source of its name, or adds one. Raises `InputRefused` with every problem by row.

    A dry run goes all the way too, and then keeps nothing either.
    """
    opml = PurePosixPath(filename).suffix.lower() in _OPML_ENDINGS
    rows = _opml_rows(data) if opml else read_rows(data, filename=filename)
    if len(rows) > _MOST:
        told_of = {"count": f"{len(rows):,}", "most": f"{_MOST:,}"}
        message = _("There are %(count)s sources; at most %(most)s are read.") % told_of
        raise refuse("file", message, _("Split the file."))
    require_columns(rows, {"name", "url"})
    read = [(row, _given(row)) for row in rows]
    told: list[tuple[int, str, bool]] = []
    seen: dict[str, int] = {}
    for row, given in read:
        if row.problems:
            continue
        if given.name in seen:
            message = _("'%(name)s' stands in row %(row)s too.") % {"name": given.name, "row": seen[given.name]}
            row.reject("name", message, _("Keep one of the two rows."))
            continue
        seen[given.name] = row.number
        known = models.Source.objects.filter(name=given.name).first()
        try:
            save_source(given=given, source=known)
        except InputRefused as refusal:
            for problem in refusal.problems:
                row.reject(problem.field, problem.message, problem.remedy)
        told.append((row.number, given.name, known is None))
    refuse_problems(rows)
    if dry_run:
        transaction.set_rollback(True)
    added = sum(new for _number, _name, new in told)
    return Imported(added=added, changed=len(told) - added, rows=told)


def _given(row: Row) -> SourceIn:
    return SourceIn(
        name=row.text("name", limit=200),
        kind=row.choice("kind", _KINDS, default=SourceKind.FEED),
        url=row.text("url", limit=2000),
        options=_options(row),
        group=row.text("group", required=False, limit=100),
        language=row.text("language", required=False, limit=12),
        enabled=row.flag("enabled", default=True),
        poll_seconds=_seconds(row),
    )


def _options(row: Row) -> dict[str, Any]:
    value = row.fields.get("options") or {}
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            value = None
    if not isinstance(value, dict):
        remedy = _('Write it like {"links": "article a"}, or leave it empty.')
        row.reject("options", _("It is no JSON object."), remedy)
        return {}
    return value


def _seconds(row: Row) -> int:
    text = row.text("poll_seconds", required=False) or "300"
    if text.isascii() and text.isdecimal() and len(text) < 10:
        return int(text)
    remedy = _("Write %(least)s to %(most)s.") % {"least": LEAST_SECONDS, "most": MOST_SECONDS}
    row.reject("poll_seconds", _("'%(value)s' is no whole number.") % {"value": text[:40]}, remedy)
    return 300


def _opml_rows(data: bytes) -> list[Row]:
    """Every outline with an `xmlUrl`, however deep; numbered in the order of the file."""
    check_size(data)
    try:
        root = ElementTree.fromstring(data, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        message = _("It is no OPML (%(error)s).") % {"error": str(error)[:80]}
        raise refuse("file", message, _("Export it from the feed reader again.")) from None
    outlines = [outline for outline in root.iter("outline") if outline.get("xmlUrl")]
    if not outlines:
        remedy = _("An OPML file names feeds as outline elements with xmlUrl.")
        raise refuse("file", _("It lists no feed."), remedy)
    return [
        Row(number, {"name": outline.get("title") or outline.get("text") or outline.get("xmlUrl"),
                     "url": outline.get("xmlUrl"), "language": (outline.get("language") or "").lower()[:2]})
        for number, outline in enumerate(outlines, start=1)
    ]  # fmt: skip
