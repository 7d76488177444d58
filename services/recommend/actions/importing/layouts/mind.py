"""Microsoft's MIND: news.tsv and behaviors.tsv. Its impressions were shuffled, so their places are only an order."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.utils.translation import gettext as _

from services.recommend.actions.importing.layouts.base import Rows, event, filled, need, table
from shared.errors import refuse

_NEWS = ["id", "category", "subcategory", "title", "abstract", "url", "title_entities", "abstract_entities"]
_BEHAVIORS = ["id", "user", "time", "history", "impressions"]
_TIME = "%m/%d/%Y %I:%M:%S %p"


def read(folder: Path) -> Iterator[tuple[str, Rows]]:
    yield "items", _items(need(folder / "news.tsv"))
    yield "events", _events(need(folder / "behaviors.tsv"))


def _items(path: Path) -> Rows:
    for _number, row in table(path, delimiter="\t", names=_NEWS):
        yield filled(
            {
                "key": row["id"],
                "title": row["title"][:500],
                "description": row["abstract"],
                "category": row["category"],
                "tags": [row["subcategory"]] if row["subcategory"] else [],
                "language": "en",
            }
        )


def _events(path: Path) -> Rows:
    for number, row in table(path, delimiter="\t", names=_BEHAVIORS):
        at = _moment(row["time"], path, number)
        for place, shown in enumerate(row["impressions"].split(), 1):
            item, _, clicked = shown.rpartition("-")
            fields = {"request": f"mind-{row['id']}"}
            yield event(user=row["user"], item=item, kind="impression", at=at, position=place, **fields)
            if clicked == "1":
                yield event(user=row["user"], item=item, kind="click", at=at + timedelta(seconds=1), **fields)


def _moment(text: str, path: Path, row: int) -> datetime:
    try:
        return datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    except ValueError as error:
        raise refuse(
            f"{path.name}: time",
            _("'%(text)s' is no time.") % {"text": text[:40]},
            _("Write it as 11/15/2019 9:05:58 AM."),
            row=row,
        ) from error
