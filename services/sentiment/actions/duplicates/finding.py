"""Earlier articles that say nearly the same, found by bands that the database indexes."""

from datetime import datetime, timedelta

import numpy as np

from services.sentiment import models
from services.sentiment.actions.duplicates.signatures import Signature, bands_of, similarity
from services.sentiment.queries import near_articles

# Mutated articles alone would choose less (`make bench BENCH=duplicates`), but reports from one template share a third
# of their words and are no copies.
THRESHOLD = 0.45
# What is repeated after a month is an anniversary, not a copy.
WINDOW = timedelta(days=30)
# A band that thousands share is boilerplate; so many are compared and no more.
_MOST = 200


def find_near(*, signature: Signature, published_at: datetime) -> models.Article | None:
    """The most similar article within the window, if it is similar enough."""
    keys = bands_of(signature)
    if not keys:
        return None
    near = near_articles.sharing_bands(keys, start=published_at - WINDOW, end=published_at + WINDOW, most=_MOST)
    found = [(similarity(signature, np.frombuffer(row.signature, dtype=np.uint32)), row) for row in near]
    best = max(found, key=lambda pair: (pair[0], -pair[1].pk), default=(0.0, None))
    return best[1] if best[0] >= THRESHOLD else None


def remember(*, article: models.Article, signature: Signature) -> None:
    """Later articles are compared with this one."""
    rows = [models.Band(article=article, key=key) for key in set(bands_of(signature))]
    models.Band.objects.bulk_create(rows, ignore_conflicts=True)
