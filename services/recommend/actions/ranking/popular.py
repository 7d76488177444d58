"""What others open now, whoever asks."""

import numpy as np

from services.recommend.actions.ranking.shelf import Floats, Shelf


def popular(shelf: Shelf) -> Floats:
    """What others open now, float32 [items]; without any events, the newest first."""
    if shelf.popularity.any():
        return shelf.popularity
    age_days = np.maximum(shelf.as_of - shelf.published, 0.0) / 86_400.0
    return (1.0 / (1.0 + age_days)).astype(np.float32)
