"""The sample magazine and its readers become items, users and a history of events. Again, no change."""

from datetime import datetime
from itertools import islice

from services.recommend import models
from services.recommend.actions.catalogue import save_items, save_users
from services.recommend.actions.ingest import keep_rows, reading
from services.recommend.actions.ingest.shapes import MANY
from services.recommend.sample.magazine.readers import read, readers
from services.recommend.sample.magazine.writing import articles


def load_magazine(*, until: datetime) -> int:
    """How many events came in; 0 where the magazine is there already."""
    if models.Item.objects.exists():
        return 0
    stock, people = articles(until=until), readers()
    save_items([_item(one.__dict__) for one in stock])
    save_users([{"user": one.key, "language": one.languages[0], "attributes": one.attributes} for one in people])
    history, kept = read(people, stock, until=until), 0
    while part := list(islice(history, reading.MOST_ROWS)):
        kept += keep_rows(reading.as_rows(MANY.validate_python(part))).new
    return kept


def _item(article: dict[str, object]) -> dict[str, object]:
    """What a reader's interest is about is not told."""
    return {name: value for name, value in article.items() if name != "subject"}
