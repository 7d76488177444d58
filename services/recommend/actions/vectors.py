"""Every item with text has a vector of that text: made once, made anew when text or encoder change."""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np

from services.recommend import models
from services.recommend.actions.lock import alone
from services.recommend.actions.writes import stamped
from services.recommend.errors import JobRuns
from services.recommend.queries.items_text import Text, unread_texts
from shared.engines import engine, patiently

BACKBONE = "intfloat/multilingual-e5-small"
_AT_ONCE = 256
_NAME = "vectors"
_FIELDS = ["encoder", "digest", "vector", "read_at", "item_updated_at"]
Progress = Callable[[int, int], None]


def embed_new(*, encoder: str = BACKBONE, progress: Progress | None = None) -> int:
    """Embed what has no vector of its present text by this encoder; the number embedded. Goes on where it stopped.

    Waits for whoever is at it: what is being embedded is not embedded twice.
    """
    with alone(_NAME, wait=True):
        return _embed_new(encoder, progress)


def embed_in_turn() -> None:
    """By the clock: where somebody is at it, it is enough."""
    try:
        with alone(_NAME):
            _embed_new(BACKBONE, None)
    except JobRuns:
        return


def _embed_new(encoder: str, progress: Progress | None) -> int:
    changed = list(unread_texts(encoder=encoder))
    if not changed:
        return 0
    known = dict(models.ItemVector.objects.filter(encoder=encoder).values_list("item", "digest"))
    waiting = [one for one in changed if known.get(one.key) != _digest(one.text)]
    for start in range(0, len(waiting), _AT_ONCE):
        _embed(waiting[start : start + _AT_ONCE], encoder)
        if progress:
            progress(min(start + _AT_ONCE, len(waiting)), len(waiting))
    _note_read([one for one in changed if known.get(one.key) == _digest(one.text)])
    return len(waiting)


def _embed(part: Sequence[Text], encoder: str) -> None:
    vectors = patiently(lambda: engine().embed(encoder, [one.text for one in part], kind="passage"))
    rows = [
        models.ItemVector(
            item=one.key,
            encoder=encoder,
            digest=_digest(one.text),
            vector=vector.astype(np.float16).tobytes(),
            item_updated_at=one.updated_at,
        )
        for one, vector in zip(part, vectors, strict=True)
    ]
    # Stamped as it is written: a run may take an hour, and shelves look for what is new.
    with stamped() as now:
        for row in rows:
            row.read_at = now
        models.ItemVector.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["item"], update_fields=_FIELDS
        )


def _note_read(same: Sequence[Text]) -> None:
    """Another price, the same text: the vector stays."""
    rows = [models.ItemVector(item=one.key, item_updated_at=one.updated_at) for one in same]
    models.ItemVector.objects.bulk_update(rows, ["item_updated_at"], batch_size=_AT_ONCE)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
