"""Gorse's exports: items and feedback, and users where there are any, as JSONL or as the CSV of older versions."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from services.recommend.actions.importing.layouts.base import (
    Part,
    Rows,
    event,
    filled,
    find,
    lines,
    moment,
    need,
    table,
)
from shared.errors import refuse

# Gorse lets everybody name feedback; these names are those of its documentation and examples.
_KINDS = {"read": "browse", "view": "browse", "click": "click", "like": "like", "star": "like", "comment": "comment"}
_KINDS |= {"share": "share", "purchase": "purchase", "buy": "purchase", "dislike": "dismiss"}
# How Go writes that there is no time.
_NEVER = "0001-01-01"
# Longer texts are no names of anything; of names, an item or user has at most so many.
_LONGEST, _MOST = 60, 50


def read(folder: Path) -> Iterator[Part]:
    items = _file(folder, "items") or need(folder / "items.jsonl")
    yield "items", items, _items(items)
    if users := _file(folder, "users"):
        yield "users", users, _users(users)
    feedback = _file(folder, "feedback") or need(folder / "feedback.jsonl")
    yield "events", feedback, _events(feedback)


def _file(folder: Path, name: str) -> Path | None:
    return find(folder, name, ".jsonl", ".csv")


def _items(path: Path) -> Rows:
    for number, row in _rows(path):
        categories = _texts(_parsed(row, "categories", path, number))
        texts = _texts(_parsed(row, "labels", path, number))
        yield (
            number,
            filled(
                {
                    "key": _text(row, "itemid"),
                    "title": (_text(row, "comment") or _text(row, "description"))[:500],
                    "description": "\n".join(text for text in texts if len(text) > _LONGEST)[:20_000],
                    "category": categories[0][:100] if categories else "",
                    "tags": [text for text in texts if len(text) <= _LONGEST][:_MOST],
                    "available": _text(row, "ishidden").lower() not in {"true", "1"},
                    "published_at": _published(_text(row, "timestamp"), path, number),
                }
            ),
        )


def _published(text: str, path: Path, row: int) -> datetime | None:
    return moment(text, path=path, row=row) if text and not text.startswith(_NEVER) else None


def _users(path: Path) -> Rows:
    """Labels become attributes: `{"a": {"b": 1}}` is `a.b: 1`, and what is listed is said to be so, `a.b: true`."""
    for number, row in _rows(path):
        told = _leaves(_parsed(row, "labels", path, number))
        named = ((_joined(name, value), True) if listed else (name, value) for name, value, listed in told)
        short = ((name, value) for name, value in named if 0 < len(name) <= _LONGEST)
        yield number, {"user": _text(row, "userid"), "attributes": dict(islice(short, _MOST))}


def _events(path: Path) -> Rows:
    for number, row in _rows(path):
        kind = _text(row, "feedbacktype")
        at = moment(_text(row, "timestamp"), path=path, row=number)
        # An unknown name goes on as it is: the check that follows names the kinds there are.
        yield number, event(user=_text(row, "userid"), item=_text(row, "itemid"), kind=_KINDS.get(kind, kind), at=at)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """`ItemId` in JSONL and `item_id` in CSV are one name, and so are `Timestamp` and `time_stamp`."""
    for number, row in lines(path) if path.suffix == ".jsonl" else table(path):
        yield number, {name.lower().replace("_", ""): value for name, value in row.items()}


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)


def _parsed(row: dict[str, Any], name: str, path: Path, number: int) -> Any:
    """What a cell of CSV holds: JSON, or names separated by `|`. In JSONL it is there already."""
    value = row.get(name)
    if not isinstance(value, str):
        return value
    if value.lstrip()[:1] not in ("[", "{", '"'):
        return value.split("|") if value != "null" else None
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as error:
        raise refuse(
            f"{path.name}: {name}", _("It is not valid JSON."), _("Write a JSON list or object."), row=number
        ) from error


def _texts(labels: Any) -> list[str]:
    """Each once, in their order; numbers, such as those of embeddings, are none."""
    found = (value.strip() for _name, value, _listed in _leaves(labels) if isinstance(value, str))
    return list(dict.fromkeys(text for text in found if text))


def _leaves(labels: Any) -> Iterator[tuple[str, Any, bool]]:
    """Every value at any depth with its name, and whether it is one of a list; of numbers in lists, none."""
    left: list[tuple[str, Any, bool]] = [("", labels, False)]
    while left:
        name, value, listed = left.pop()
        if isinstance(value, dict):
            left += [(_joined(name, key), inner, False) for key, inner in reversed(value.items())]
        elif isinstance(value, list):
            left += [(name, inner, True) for inner in reversed(value)]
        elif isinstance(value, str) or (value is not None and not listed):
            yield name, value, listed


def _joined(*names: str) -> str:
    return ".".join(name for name in names if name)
