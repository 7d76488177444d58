"""A user's right to be forgotten: events, impressions, counts, profile, lists, and the lists in files."""

import os
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import transaction

from services.recommend import models
from services.recommend.actions import lock, writes
from services.recommend.actions.batch import shards
from shared.audit import actions as audit


def erase_user(*, user: str, actor: object) -> int:
    """How many rows went. The audit log says that somebody was erased, not who.

    A batch writes its lists before this or after it: those before are found, and those after know that they were made
    of what is no longer there.
    """
    with transaction.atomic():
        lock.keep_out("batch")
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
        if (own := models.Item.objects.filter(owner=user)).exists():
            with writes.stamped() as stamp:
                gone += own.update(owner="", updated_at=stamp)
        shards.leave_out(user)
        _erase_from_files(user)
        audit.record(actor=actor, action="user_erased", rows=gone)
    return gone


def _erase_from_files(user: str) -> None:
    """While nobody writes any: what is unfinished then was left behind by somebody who was killed."""
    folder = Path(settings.LISTS_DIR)
    for path in folder.glob("generation=*/part-*.tmp"):
        path.unlink(missing_ok=True)
    for path in sorted(folder.glob("generation=*/part-*.parquet")):
        # Those of a generation that nobody reads any more may go meanwhile.
        with suppress(FileNotFoundError):
            _erase_from_part(path, user)


def _erase_from_part(path: Path, user: str) -> None:
    # Some 60 MB, which web processes never use.
    from pyarrow import compute, parquet

    with parquet.ParquetFile(path) as part:
        # Nearly no part names the user, and lists are nearly all of it.
        if not compute.any(compute.equal(part.read(columns=["user_id"])["user_id"], user)).as_py():
            return
        others = part.read().filter(compute.field("user_id") != user)
    unfinished = path.with_suffix(".tmp")
    parquet.write_table(others, unfinished)
    os.replace(unfinished, path)
