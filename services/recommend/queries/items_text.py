"""The texts of items, as models read them."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.db.models.functions import Left

from services.recommend import models


def texts(*, unread_by: str = "") -> Iterator[tuple[str, str]]:
    """(key, text) of the items that have any: title first, then what it is about.

    With an encoder's name, only of items that were changed since it last read them.
    """
    rows = models.Item.objects.exclude(title="", description="").order_by("key")
    if unread_by:
        read = models.ItemVector.objects.filter(item=OuterRef("key"), encoder=unread_by)
        rows = rows.exclude(Exists(read.filter(read_at__gte=OuterRef("updated_at"))))
    for key, title, description, tags, category in rows.values_list(
        "key", "title", "description", "tags", "category"
    ).iterator(chunk_size=2_000):
        yield key, text_of(title=title, description=description, tags=tags, category=category)


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
