"""A file with what somebody has said of it: its layout, its columns, which kinds to take."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from services.support.actions.desks.content import Content, read_content
from services.support.actions.desks.layouts import Found, Layout, choose
from services.support.actions.records.articles import language_of
from shared.errors import refuse


@dataclass(frozen=True)
class Choice:
    """Empty is to be found out. `columns` marks the columns that `mapping` was made for: another file has others."""

    layout: str = ""
    encoding: str = ""
    language: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    columns: str = ""
    left_out: Collection[str] = ()
    without_bad: bool = False


@dataclass(frozen=True)
class Opened:
    filename: str
    data: bytes
    content: Content
    layout: Layout
    found: Found


def open_file(*, filename: str, data: bytes, choice: Choice) -> Opened:
    """Raises `InputRefused` when the file as a whole cannot be read."""
    content = read_content(filename=filename, data=data, encoding=choice.encoding)
    layout = choose(content, choice.layout)
    is_other = bool(choice.columns) and choice.columns != mark(content.columns)
    found = layout.read(content, {} if is_other else choice.mapping)
    # An archive of our own says the language of everything in it.
    if choice.language and content.form != "archive":
        _set_language(found, choice.language)
    return Opened(filename, data, content, layout, found)


def mark(columns: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(columns).encode()).hexdigest()[:16] if columns else ""


def _set_language(found: Found, wanted: str) -> None:
    """For rows that say nothing of theirs, and for templates, whose language was guessed."""
    code = language_of(wanted)
    if not code:
        raise refuse("language", _("'%(name)s' is no code.") % {"name": wanted[:20]}, _("Write en, zh or de."))
    for rows in found.rows.values():
        for row in rows:
            if not row.fields.get("language"):
                row.fields["language"] = code
            for template in row.fields.get("templates") or []:
                template["language"] = code
