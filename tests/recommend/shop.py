"""A small catalogue whose vectors are known, so that no model has to be loaded to rank it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import vectors
from services.recommend.actions.vectors import BACKBONE
from services.recommend.queries.items_text import texts
from tests.recommend.stream import event, send

SECTIONS = ("food", "space", "money", "sport")


def stock(count: int = 40) -> None:
    """Items i000… in four sections in turn; texts of a section point the same way."""
    now = timezone.now()
    models.Item.objects.bulk_create(
        models.Item(
            key=f"i{number:03d}",
            title=f"Item {number}",
            category=SECTIONS[number % 4],
            language="zh" if number % 5 == 0 else "en",
            published_at=now - timedelta(days=number),
            updated_at=now,
        )
        for number in range(count)
    )
    embed()


def embed() -> None:
    """Vectors as the encoder would have left them."""
    rng = np.random.default_rng(3)
    sections = {item.key: item.category for item in models.Item.objects.all()}
    for key, text, updated_at in texts():
        vector = np.zeros(16, dtype=np.float32)
        vector[SECTIONS.index(sections[key])] = 1.0
        vector += 0.05 * rng.standard_normal(16).astype(np.float32)
        packed = (vector / np.linalg.norm(vector)).astype(np.float16).tobytes()
        read = {"read_at": timezone.now(), "item_updated_at": updated_at}
        fields = {"encoder": BACKBONE, "digest": vectors._digest(text), "vector": packed, **read}
        models.ItemVector.objects.update_or_create(item=key, defaults=fields)


def act(user: str, items: Sequence[str], *, kind: str = "click", minutes_ago: float = 5, **fields: Any) -> None:
    at = timezone.now() - timedelta(minutes=minutes_ago)
    send(
        [
            event(0, id=f"{user}-{kind}-{key}", user=user, item=key, kind=kind, at=at.isoformat(), **fields)
            for key in items
        ]
    )
