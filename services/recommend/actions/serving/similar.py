"""What is like an item: by its text, from the first second."""

import numpy as np

from services.recommend.actions.ranking import Pick, current_shelf
from services.recommend.actions.ranking.choosing import popular, top


def similar(*, item: str, count: int = 10) -> list[Pick]:
    """Nearest first, live items only. An item without text has its section's popular ones beside it."""
    shelf = current_shelf()
    place = shelf.places.get(item)
    if place is None:
        return []
    allowed = shelf.live.copy()
    allowed[place] = False
    own = shelf.vectors[place]
    if own.any():
        scores, reason = shelf.vectors @ own, {"kind": "text", "item": item}
    else:
        allowed &= shelf.category.codes == shelf.category.codes[place]
        scores, reason = popular(shelf), {"kind": "popular"}
    best = top(np.where(allowed, scores, -np.inf), count)
    return [Pick(shelf.keys[one], float(scores[one]), reason) for one in best]
