"""The texts of items, as models read them."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

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
