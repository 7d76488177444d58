"""The lists of a shard, one after the other in flat columns, as files and tables want them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from services.recommend import models
from services.recommend.actions.batch.ranking import Listed
from services.recommend.actions.ranking import Shelf

_TABLE = models.UserList._meta.db_table
# As many rows a statement as SQLite has variables for.
_ROWS = 200


@dataclass(frozen=True)
class Lists:
    """User `n` has `items` and `scores` from `offsets[n]` to `offsets[n + 1]`; `told` are both as JSON, by user."""

    users: list[str]
    items: NDArray[np.object_]
    scores: NDArray[np.float32]
    offsets: NDArray[np.int32]
    told: list[tuple[str, str]]

    @classmethod
    def of(cls, shelf: Shelf, users: Sequence[str], listed: Listed) -> "Lists":
        there = listed.places >= 0
        items = np.array(shelf.keys, dtype=object)[listed.places[there]] if len(shelf) else np.zeros(0, dtype=object)
        scores = listed.scores[there]
        offsets = np.concatenate([[0], np.cumsum(there.sum(axis=1))]).astype(np.int32)
        # Six digits are told; a double that is rounded prints shorter than a float that is not.
        numbers = np.round(scores.astype(np.float64), 6)
        told = [
            (json.dumps(items[start:end].tolist()), json.dumps(numbers[start:end].tolist()))
            for start, end in pairwise(offsets)
        ]
        return cls(list(users), items, scores, offsets, told)

    def digest(self) -> str:
        digest = hashlib.sha256()
        for user, (items, scores) in zip(self.users, self.told, strict=True):
            digest.update(f"{user}\x00{items}\x00{scores}\x00".encode())
        return digest.hexdigest()


def store(*, generation: models.Generation, lists: Lists) -> None:
    """As rows of `UserList`. The JSON is made once, for the rows and the digest; models would make it again."""
    rows = [(generation.pk, user, *told) for user, told in zip(lists.users, lists.told, strict=True)]
    cast = "::jsonb" if connection.vendor == "postgresql" else ""
    values = f"(%s, %s, %s{cast}, %s{cast})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _ROWS):
            part = rows[start : start + _ROWS]
            listed = ", ".join([values] * len(part))
            # The quotes are SQL's: `user` is a word of its own there.
            statement = f'INSERT INTO {_TABLE} (generation_id, "user", items, scores) VALUES {listed}'  # noqa: S608 - ours
            cursor.execute(statement, [value for row in part for value in row])
