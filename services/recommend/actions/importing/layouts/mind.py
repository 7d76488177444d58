"""Microsoft's MIND: news.tsv and behaviors.tsv. Its impressions were shuffled, so their places are only an order.

A row also has what its user had clicked before, in order, but not when: the n-th click stands n minutes into the
month before the row's. So it comes before the row, and the rows and folders of one month give the same click once.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from services.recommend.actions.importing.layouts.base import Part, Rows, event, filled, need, table
from shared.errors import refuse

_NEWS = ["id", "category", "subcategory", "title", "abstract", "url", "title_entities", "abstract_entities"]
_BEHAVIORS = ["id", "user", "time", "history", "impressions"]
_TIME = "%m/%d/%Y %I:%M:%S %p"


def read(folder: Path) -> Iterator[Part]:
    news = need(folder / "news.tsv")
    yield "items", news, _items(news)
    behaviors = need(folder / "behaviors.tsv")
    yield "events", behaviors, _events(behaviors)


def _items(path: Path) -> Rows:
    for number, row in table(path, delimiter="\t", names=_NEWS):
        yield (
            number,
            filled(
                {
                    "key": row["id"],
                    "title": row["title"][:500],
                    "description": row["abstract"],
                    "category": row["category"],
                    "tags": [row["subcategory"]] if row["subcategory"] else [],
                    "language": "en",
                }
            ),
        )


def _events(path: Path) -> Rows:
    taken: dict[str, int] = {}
    for number, row in table(path, delimiter="\t", names=_BEHAVIORS):
        at = _moment(row["time"], path, number)
        for earlier in _earlier(row["user"], row["history"].split(), at, taken):
            yield number, earlier
        for position, shown in enumerate(row["impressions"].split(), 1):
            item, _, clicked = shown.rpartition("-")
            fields = {"user": row["user"], "item": item, "request": f"mind-{row['id']}"}
            place = (row["id"], str(position))
            yield number, event(kind="impression", at=at, position=position, place=place, **fields)
            if clicked == "1":
                yield number, event(kind="click", at=at + timedelta(seconds=1), place=place, **fields)


def _earlier(user: str, items: list[str], at: datetime, taken: dict[str, int]) -> Iterator[dict[str, Any]]:
    """What rows before have not told: each repeats its user's history, or makes it longer."""
    known = taken.get(user, 0)
    taken[user] = max(known, len(items))
    month = (at.replace(day=1) - timedelta(days=1)).replace(day=1, hour=0, minute=0, second=0)
    for number, item in enumerate(items[known:], known + 1):
        place = ("history", str(number))
        yield event(user=user, item=item, kind="click", at=month + timedelta(minutes=number), place=place)


def _moment(text: str, path: Path, row: int) -> datetime:
    found = None
    with suppress(ValueError):
        found = datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    # In the calendar's first year there may be no month before, and in its last no second after.
    if found is None or found.year in (1, 9999):
        raise refuse(
            f"{path.name}: time",
            _("'%(text)s' is no time.") % {"text": text[:40]},
            _("Write it as 11/15/2019 9:05:58 AM."),
            row=row,
        )
    return found
