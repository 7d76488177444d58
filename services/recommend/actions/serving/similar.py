"""What is like an item: by its text, from the first second."""

import numpy as np

from services.recommend.actions.ranking import Pick, current_shelf
from services.recommend.actions.ranking.popular import popular
from services.recommend.actions.ranking.topmost import best

# Of a large shelf so many are compared: some of what is near is off the shelf by now.
_DEPTH = 400


def similar(*, item: str, count: int = 10) -> list[Pick]:
    """Nearest first, live items only. An item without text has its section's popular ones beside it."""
    shelf = current_shelf()
    place = shelf.places.get(item)
    if place is None:
        return []
    own = shelf.vectors[place]
    if own.any():
        whole = shelf.nearest.index is None
        places = np.arange(len(shelf)) if whole else shelf.nearest.candidates(own, max(_DEPTH, 4 * count))
        scores, reason = shelf.vectors[places] @ own, {"kind": "text", "item": item}
    else:
        places = np.flatnonzero(shelf.category.codes == shelf.category.codes[place])
        scores, reason = popular(shelf)[places], {"kind": "popular"}
    there = shelf.live[places] & (places != place)
    first = best(np.where(there, scores, np.float32(-np.inf)), count)
    return [Pick(shelf.keys[places[one]], float(scores[one]), reason) for one in first]
