"""The same lists as Parquet, a file a shard: `user_id, items, scores, model_version, generation`."""

import os
from collections.abc import Sequence
from pathlib import Path

import pyarrow as arrow
from django.conf import settings
from pyarrow import parquet

from services.recommend import models

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


def write_part(*, generation: models.Generation, number: int, lists: Sequence[models.UserList]) -> None:
    """Whole or not at all: readers of the folder never see half a file."""
    folder = folder_of(generation)
    folder.mkdir(parents=True, exist_ok=True)
    table = arrow.Table.from_pydict(
        {
            "user_id": [one.user for one in lists],
            "items": [one.items for one in lists],
            "scores": [one.scores for one in lists],
            "model_version": [generation.model_version] * len(lists),
            "generation": [generation.pk] * len(lists),
        },
        schema=_SCHEMA,
    )
    path = folder / f"part-{number:05d}.parquet"
    unfinished = path.with_suffix(".tmp")
    parquet.write_table(table, unfinished)
    os.replace(unfinished, path)
