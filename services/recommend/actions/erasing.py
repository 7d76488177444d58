"""A user's right to be forgotten: events, impressions, counts, profile, lists, and the lists in files."""

import os
from pathlib import Path

from django.conf import settings
from django.db import transaction

from services.recommend import models
from shared.audit import actions as audit


def erase_user(*, user: str, actor: object) -> int:
    """How many rows went. The audit log says that somebody was erased, not who."""
    _erase_from_files(user)
    with transaction.atomic():
        gone = 0
        for rows in (
            models.Event,
            models.Impression,
            models.Activity,
            models.Profile,
            models.UserList,
            models.Exposure,
            models.Draft,
            models.Shadowed,
        ):
            gone += rows._default_manager.filter(user=user).delete()[0]
        # A shard's borders are users' names.
        models.Shard.objects.filter(first=user).update(first="")
        models.Shard.objects.filter(last=user).update(last="")
        audit.record(actor=actor, action="user_erased", rows=gone)
    return gone


def _erase_from_files(user: str) -> None:
    # Some 60 MB, which web processes never use.
    import pyarrow.compute as compute
    from pyarrow import parquet

    for path in sorted(Path(settings.LISTS_DIR).glob("generation=*/part-*.parquet")):
        table = parquet.read_table(path)
        others = table.filter(compute.not_equal(table["user_id"], user))
        if len(others) < len(table):
            unfinished = path.with_suffix(".tmp")
            parquet.write_table(others, unfinished)
            os.replace(unfinished, path)
