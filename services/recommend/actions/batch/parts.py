"""The same lists as Parquet, a file a shard: `user_id, items, scores, model_version, generation`."""

import os
from pathlib import Path

import pyarrow as arrow
from django.conf import settings
from pyarrow import parquet

from services.recommend import models
from services.recommend.actions.batch.lists import Lists

_SCHEMA = arrow.schema(
    [
        ("user_id", arrow.string()),
        ("items", arrow.list_(arrow.string())),
        ("scores", arrow.list_(arrow.float32())),
        ("model_version", arrow.string()),
        ("generation", arrow.int64()),
    ]
)


def folder_of(generation: models.Generation) -> Path:
    return Path(settings.LISTS_DIR) / f"generation={generation.pk}"


def write_part(*, generation: models.Generation, number: int, lists: Lists) -> None:
    """Whole or not at all: readers of the folder never see half a file."""
    folder = folder_of(generation)
    folder.mkdir(parents=True, exist_ok=True)
    table = arrow.Table.from_arrays(
        [
            arrow.array(lists.users, arrow.string()),
            arrow.ListArray.from_arrays(lists.offsets, arrow.array(lists.items, arrow.string())),
            arrow.ListArray.from_arrays(lists.offsets, arrow.array(lists.scores, arrow.float32())),
            arrow.array([generation.model_version] * len(lists.users), arrow.string()),
            arrow.array([generation.pk] * len(lists.users), arrow.int64()),
        ],
        schema=_SCHEMA,
    )
    path = folder / f"part-{number:05d}.parquet"
    unfinished = path.with_suffix(".tmp")
    parquet.write_table(table, unfinished)
    os.replace(unfinished, path)
