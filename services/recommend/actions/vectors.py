"""Every item with text has a vector of that text: made once, made anew when text or encoder change."""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
from django.utils import timezone

from services.recommend import models
from services.recommend.actions.engine import BACKBONE, engine, patiently
from services.recommend.queries.items_text import texts

_AT_ONCE = 256
Progress = Callable[[int, int], None]


def embed_new(*, encoder: str = BACKBONE, progress: Progress | None = None) -> int:
    """Embed what has no vector of its present text by this encoder; the number embedded. Goes on where it stopped."""
    known = {
        item: (made_by, digest)
        for item, made_by, digest in models.ItemVector.objects.values_list("item", "encoder", "digest")
    }
    waiting = [(key, text) for key, text in texts() if known.get(key) != (encoder, _digest(text))]
    for start in range(0, len(waiting), _AT_ONCE):
        _embed(waiting[start : start + _AT_ONCE], encoder)
        if progress:
            progress(min(start + _AT_ONCE, len(waiting)), len(waiting))
    return len(waiting)


def _embed(part: Sequence[tuple[str, str]], encoder: str) -> None:
    vectors = patiently(lambda: engine().embed(encoder, [text for _key, text in part], kind="passage"))
    now = timezone.now()
    rows = [
        models.ItemVector(
            item=key, encoder=encoder, digest=_digest(text), vector=vector.astype(np.float16).tobytes(), updated_at=now
        )
        for (key, text), vector in zip(part, vectors, strict=True)
    ]
    models.ItemVector.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["item"],
        update_fields=["encoder", "digest", "vector", "updated_at"],
    )


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
