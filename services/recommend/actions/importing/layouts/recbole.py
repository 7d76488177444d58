"""RecBole's atomic files: NAME.inter, and NAME.item and NAME.user where there are; columns are called `name:type`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from services.recommend.actions.importing.layouts.base import Part, Rows, event, filled, need, number_of, seconds, table
from shared.errors import refuse

_TITLES = ("title", "movie_title", "name")
_CATEGORIES = ("class", "genre", "genres", "category", "categories")
# Of five stars; lower ratings are a sign of the contrary.
_LIKED, _DISLIKED = 4.0, 2.0


def read(folder: Path) -> Iterator[Part]:
    inters = sorted(folder.glob("*.inter"))
    if len(inters) != 1:
        raise refuse(
            "folder", _("It has %(count)s .inter files.") % {"count": len(inters)}, _("Name a folder with exactly one.")
        )
    items = inters[0].with_suffix(".item")
    if items.is_file():
        yield "items", items, _items(items)
    users = inters[0].with_suffix(".user")
    if users.is_file():
        yield "users", users, _users(users)
    yield "events", inters[0], _events(need(inters[0]))


def _items(path: Path) -> Rows:
    for number, row in _table(path):
        tags = next((row[name].split() for name in _CATEGORIES if row.get(name)), [])
        title = next((row[name] for name in _TITLES if row.get(name)), "")
        category = tags[0] if tags else ""
        yield number, filled({"key": row.get("item_id", ""), "title": title, "tags": tags, "category": category})


def _users(path: Path) -> Rows:
    """All that is told of a user is an attribute, but for lists of numbers."""
    for number, row in table(path, delimiter="\t"):
        typed = ((*name.partition(":")[::2], value) for name, value in row.items() if value)
        told = {name: _value(kind, value, path, number, name) for name, kind, value in typed if kind != "float_seq"}
        yield number, {"user": told.pop("user_id", ""), "attributes": told}


def _value(kind: str, text: str, path: Path, row: int, field: str) -> Any:
    return number_of(text, path=path, row=row, field=field) if kind == "float" else text


def _events(path: Path) -> Rows:
    for number, row in _table(path):
        at = seconds(row.get("timestamp", ""), path=path, row=number)
        rating = _LIKED
        if row.get("rating"):
            rating = number_of(row["rating"], path=path, row=number, field="rating")
        kind = "like" if rating >= _LIKED else "dismiss" if rating <= _DISLIKED else "click"
        yield number, event(user=row.get("user_id", ""), item=row.get("item_id", ""), kind=kind, at=at)


def _table(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    for number, row in table(path, delimiter="\t"):
        yield number, {name.partition(":")[0]: value for name, value in row.items()}
