"""Every item with text has a vector of that text: made once, made anew when text or encoder change."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np
from django.utils import timezone

from services.recommend import models
from services.recommend.queries.items_text import texts
from shared.engines import engine, patiently

BACKBONE = "intfloat/multilingual-e5-small"
_AT_ONCE = 256
Progress = Callable[[int, int], None]


def embed_new(*, encoder: str = BACKBONE, progress: Progress | None = None) -> int:
    """Embed what has no vector of its present text by this encoder; the number embedded. Goes on where it stopped."""
    # What changes from here on is read the next time.
    began = timezone.now()
    changed = list(texts(unread_by=encoder))
    if not changed:
        return 0
    known = dict(models.ItemVector.objects.filter(encoder=encoder).values_list("item", "digest"))
    waiting = [(key, text) for key, text in changed if known.get(key) != _digest(text)]
    for start in range(0, len(waiting), _AT_ONCE):
        _embed(waiting[start : start + _AT_ONCE], encoder, began)
        if progress:
            progress(min(start + _AT_ONCE, len(waiting)), len(waiting))
    _note_read([key for key, text in changed if known.get(key) == _digest(text)], began)
    return len(waiting)


def _embed(part: Sequence[tuple[str, str]], encoder: str, began: datetime) -> None:
    vectors = patiently(lambda: engine().embed(encoder, [text for _key, text in part], kind="passage"))
    rows = [
        models.ItemVector(
            item=key, encoder=encoder, digest=_digest(text), vector=vector.astype(np.float16).tobytes(), read_at=began
        )
        for (key, text), vector in zip(part, vectors, strict=True)
    ]
    models.ItemVector.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["item"], update_fields=["encoder", "digest", "vector", "read_at"]
    )


def _note_read(keys: Sequence[str], began: datetime) -> None:
    """Another price, the same text: the vector stays."""
    for start in range(0, len(keys), _AT_ONCE):
        models.ItemVector.objects.filter(item__in=keys[start : start + _AT_ONCE]).update(read_at=began)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
