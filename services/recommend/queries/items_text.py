"""The texts of items, as models read them."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.db.models.functions import Left

from services.recommend import models
from services.recommend.queries.catalogue import Items


class Text(NamedTuple):
    """What an item says, and since when."""

    key: str
    text: str
    updated_at: datetime


def texts() -> Iterator[Text]:
    """Of the items that have any."""
    return _texts(models.Item.objects.all())


def unread_texts(*, encoder: str) -> Iterator[Text]:
    """Of the items that say something else than the encoder last read.

    Not of those that changed after it did: a change may be seen long after its time, when its transaction ends.
    """
    read = models.ItemVector.objects.filter(item=OuterRef("key"), encoder=encoder)
    return _texts(models.Item.objects.exclude(Exists(read.filter(item_updated_at=OuterRef("updated_at")))))


def _texts(items: Items) -> Iterator[Text]:
    rows = items.exclude(title="", description="").order_by("key")
    for key, title, description, tags, category, updated_at in rows.values_list(
        "key", "title", "description", "tags", "category", "updated_at"
    ).iterator(chunk_size=2_000):
        yield Text(key, text_of(title=title, description=description, tags=tags, category=category), updated_at)


def text_of(*, title: str, description: str, tags: list[str], category: str) -> str:
    parts = [title, description, ", ".join(tags), category]
    return "\n".join(part for part in parts if part)


class Words(NamedTuple):
    """How an item's text begins."""

    title: str
    description: str
    tags: list[str]

    @property
    def heading(self) -> str:
        return self.title or self.description


def words_of(keys: Collection[str], *, most: int) -> dict[str, Words]:
    """By key, for the items that have any; of a description at most so many characters, however long it is."""
    rows = models.Item.objects.filter(key__in=keys).exclude(title="", description="")
    told = rows.annotate(begin=Left("description", most)).values_list("key", "title", "begin", "tags")
    return {key: Words(title, begin, tags) for key, title, begin, tags in told}
