"""A look at a file before it is taken: what it is, how its fields map, what would come in, what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.support import models
from services.support.actions.desks.bringing import load_of, problems_of, try_out
from services.support.actions.desks.choosing import Choice, Opened, mark, open_file
from services.support.actions.desks.layouts.base import Layout
from shared.errors import Problem
from shared.privacy import mask
from shared.uploads.rows import MAX_PROBLEMS, Row

_SAMPLE = 5
_SHOWN = 200
_NEVER_SHOWN = {"valid_from", "valid_until", "protected", "split"}


@dataclass(frozen=True)
class KindPreview:
    """`read` rows of one kind, of which `bad` cannot be stored. `accepted` counts what they would add or change."""

    kind: str
    title: str
    read: int
    accepted: int
    unchanged: int
    bad: int
    is_taken: bool = True
    sample: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Mapped:
    """A field that a column may fill, and the one that does."""

    name: str
    title: str
    column: str


@dataclass(frozen=True)
class Preview:
    layout: Layout
    encoding: str
    form: str
    columns: list[str]
    columns_mark: str
    mapping: list[Mapped]
    kinds: list[KindPreview]
    left: dict[str, int]
    problems: list[Problem]
    wrong: int
    warnings: list[Problem]

    @property
    def can_be_brought(self) -> bool:
        return any(one.is_taken and one.read > one.bad for one in self.kinds)


def preview(*, filename: str, data: bytes, choice: Choice) -> Preview:
    """Raises `InputRefused` when the file as a whole cannot be read. Nothing is kept."""
    opened = open_file(filename=filename, data=data, choice=choice)
    tried, batches = try_out(load_of(opened, Choice()))
    stored = {batch.kind: batch for batch in batches}
    problems = problems_of({kind: rows for kind, rows in tried.items() if kind not in choice.left_out})
    return Preview(
        layout=opened.layout,
        encoding=opened.content.encoding,
        form=opened.content.form,
        columns=[column for column in opened.content.columns if column],
        columns_mark=mark(opened.content.columns),
        mapping=_mapping(opened),
        kinds=[_kind(kind, rows, stored[kind], choice) for kind, rows in tried.items()],
        left=dict(opened.found.left),
        problems=problems[:MAX_PROBLEMS],
        wrong=len(problems),
        warnings=[one for rows in tried.values() for row in rows for one in row.warnings][:MAX_PROBLEMS],
    )


def _mapping(opened: Opened) -> list[Mapped]:
    if opened.content.form != "table":
        return []
    chosen = opened.found.mapping
    return [Mapped(one.name, str(one.title), chosen.get(one.name, "")) for one in opened.layout.targets]


def _kind(kind: str, rows: list[Row], batch: models.ImportBatch, choice: Choice) -> KindPreview:
    return KindPreview(
        kind=kind,
        title=str(models.ImportBatch.Kind(kind).label),
        read=len(rows),
        accepted=batch.accepted,
        unchanged=batch.unchanged,
        bad=sum(bool(row.problems) for row in rows),
        is_taken=kind not in choice.left_out,
        sample=[_shown(row.fields) for row in rows[:_SAMPLE]],
    )


def _shown(fields: Mapping[str, Any]) -> dict[str, str]:
    """Short and masked, as it would be kept or shorter."""
    told = {name: _words(value) for name, value in fields.items() if name not in _NEVER_SHOWN}
    return {name: value for name, value in told.items() if value}


def _words(value: Any) -> str:
    if isinstance(value, list):
        return _cut("\n".join(_words(one) for one in value[:4]))
    if isinstance(value, dict):
        said = [str(value[name]) for name in ("role", "language") if value.get(name)]
        rest = str(value.get("text", "")) or ", ".join(str(one) for one in list(value.values())[:3])
        return _cut(f"{said[0]}: {rest}" if said else rest)
    return _cut(str(value)) if value not in (None, "") else ""


def _cut(text: str) -> str:
    masked = mask(text[: _SHOWN * 2]).text
    return masked if len(masked) <= _SHOWN else f"{masked[: _SHOWN - 1]}…"
