"""Gorse's export: items.csv, users.csv, feedback.csv."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from services.recommend.actions.importing.layouts.base import Rows, event, filled, moment, need, table
from shared.errors import refuse

# Gorse lets everybody name feedback; these names are those of its documentation and examples.
_KINDS = {"read": "browse", "view": "browse", "click": "click", "like": "like", "star": "like", "comment": "comment"}
_KINDS |= {"share": "share", "purchase": "purchase", "buy": "purchase", "dislike": "dismiss"}


def read(folder: Path) -> Iterator[tuple[str, Rows]]:
    yield "items", _items(need(folder / "items.csv"))
    yield "events", _events(need(folder / "feedback.csv"))


def _items(path: Path) -> Rows:
    for number, row in table(path):
        categories, labels = _list(row.get("categories", ""), path, number), _list(row.get("labels", ""), path, number)
        published = row.get("timestamp", "")
        yield filled(
            {
                "key": row.get("item_id", ""),
                "title": row.get("comment", "")[:500],
                "category": categories[0] if categories else "",
                "tags": labels,
                "available": row.get("is_hidden", "").lower() not in {"true", "1"},
                "published_at": moment(published, path=path, row=number) if published else None,
            }
        )


def _events(path: Path) -> Rows:
    for number, row in table(path):
        kind = row.get("feedback_type", "")
        at = moment(row.get("timestamp", ""), path=path, row=number)
        # An unknown name goes on as it is: the check that follows names the kinds there are.
        yield event(user=row.get("user_id", ""), item=row.get("item_id", ""), kind=_KINDS.get(kind, kind), at=at)


def _list(text: str, path: Path, row: int) -> list[str]:
    """JSON, or names separated by `|`."""
    if text.lstrip().startswith("["):
        try:
            found: Any = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise refuse(
                f"{path.name}: categories, labels", _("It is no JSON list."), _("Write one."), row=row
            ) from error
        return [str(one) for one in found]
    return [part.strip() for part in text.split("|") if part.strip()]
