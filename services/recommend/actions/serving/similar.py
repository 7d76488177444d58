"""What is like an item: by its text, from the first second."""

import numpy as np

from services.recommend.actions.ranking import Pick, current_shelf
from services.recommend.actions.ranking.popular import popular
from services.recommend.actions.ranking.reasons import of_itself
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
        scores = shelf.vectors[places] @ own
    else:
        places = np.flatnonzero(shelf.category.codes == shelf.category.codes[place])
        scores = popular(shelf)[places]
    there = shelf.live[places] & (places != place)
    first = best(np.where(there, scores, np.float32(-np.inf)), count)
    reasons = [{"kind": "text", "item": item} if own.any() else of_itself(shelf, int(places[one])) for one in first]
    return [Pick(shelf.keys[places[one]], float(scores[one]), why) for one, why in zip(first, reasons, strict=True)]
