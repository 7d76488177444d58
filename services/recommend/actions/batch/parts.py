"""The same lists as Parquet, a file a shard: `user_id, items, scores, model_version, generation`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from services.recommend import models
from services.recommend.actions.batch.lists import Columns

if TYPE_CHECKING:
    import pyarrow as arrow


def folder_of(generation: models.Generation) -> Path:
    return Path(settings.LISTS_DIR) / f"generation={generation.pk}"


def write_part(*, generation: models.Generation, number: int, lists: Columns) -> None:
    """Whole or not at all: readers of the folder never see half a file."""
    # Web processes, which start runs but make none, have no use for it.
    from pyarrow import parquet

    folder = folder_of(generation)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"part-{number:05d}.parquet"
    unfinished = path.with_suffix(".tmp")
    # Scores hardly ever occur twice.
    parquet.write_table(_table(generation, lists), unfinished, use_dictionary=["items.list.element", "model_version"])
    os.replace(unfinished, path)


def _table(generation: models.Generation, lists: Columns) -> "arrow.Table":
    import pyarrow as arrow

    return arrow.table(
        {
            "user_id": arrow.array(lists.users, arrow.string()),
            "items": lists.items,
            "scores": lists.lists_of(arrow.array(lists.scores).cast(arrow.float32())),
            "model_version": arrow.array([generation.model_version] * len(lists), arrow.string()),
            "generation": arrow.array([generation.pk] * len(lists), arrow.int64()),
        }
    )
