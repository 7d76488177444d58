"""What every reader of another desk's file gives: rows of our own kinds, and what it left out."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.support import models
from services.support.actions.desks.content import Content
from shared.uploads.rows import Row

Kind = models.ImportBatch.Kind
# Keys that most of a file's first records must have.
_LOOKED_AT = 25


@dataclass(frozen=True)
class Target:
    """A field that a column may fill. `names` are columns that usually do, in lower case."""

    name: str
    title: Any
    names: tuple[str, ...]


@dataclass
class Found:
    """`rows` by kind, in the layout of our own imports; `left` counts what was left out, by its reason."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)
    mapping: dict[str, str] = field(default_factory=dict)

    def add(self, kind: str, number: int, /, **fields: Any) -> Row:
        row = Row(number, fields)
        self.rows.setdefault(kind, []).append(row)
        return row

    def leave(self, reason: str, count: int = 1) -> None:
        self.left[reason] += count


@dataclass(frozen=True)
class Layout:
    """One layout of one desk. `fields` says which of its fields becomes which of ours."""

    name: str
    title: Any
    forms: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    recognises: Callable[[Content], bool]
    read: Callable[[Content, Mapping[str, str]], Found]
    targets: tuple[Target, ...] = ()


def mostly(records: Iterable[dict[str, Any]], test: Callable[[dict[str, Any]], bool]) -> bool:
    """Whether the first records pass, but for one in five: an export may hold a broken one."""
    first = [record for record, _n in zip(records, range(_LOOKED_AT), strict=False)]
    return bool(first) and sum(test(record) for record in first) >= 0.8 * len(first)


def texts(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; nothing where there is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def inner(record: Any, *path: str) -> Any:
    """A value some levels down, or None."""
    for name in path:
        record = record.get(name) if isinstance(record, dict) else None
    return record
