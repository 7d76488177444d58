"""The lists of a shard into the database, as text that is JSON already: for the ORM it would be made twice."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from services.recommend import models
from services.recommend.actions.batch.lists import Columns, joined

_COLUMNS = ("generation_id", "user", "items", "scores", "reasons", "way")
# What separates values and rows, and what marks that.
_ESCAPED = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def store_lists(generation: models.Generation, lists: Columns) -> None:
    """In the transaction of the caller."""
    quote = connection.ops.quote_name
    table, columns = quote(models.UserList._meta.db_table), ", ".join(quote(name) for name in _COLUMNS)
    values = [lists.users, lists.items_json, lists.scores_json, lists.reasons_json, lists.ways]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                copy.write(_copied(str(generation.pk), values))
            return
        # Names are our own; every value is a parameter.
        marks = ", ".join(["%s"] * len(_COLUMNS))
        rows = zip([generation.pk] * len(lists), *(_plain(one) for one in values), strict=True)
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(rows))  # noqa: S608


def _copied(first: str, values: Sequence[Any]) -> bytes:
    """As COPY reads it. Joined as columns: row by row takes longer than the database takes to store them."""
    import pyarrow as arrow
    from pyarrow import compute

    columns = [arrow.array(one, arrow.string()) if isinstance(one, list) else one for one in values]
    for mark, written in _ESCAPED.items():
        columns = [compute.replace_substring(one, mark, written) for one in columns]
    rows = compute.binary_join_element_wise(first, *columns, "\t")
    return joined(compute.binary_join_element_wise(rows, "\n", ""))


def _plain(values: Any) -> list[str]:
    return values if isinstance(values, list) else values.to_pylist()
