"""Why an item is in a list: asked of the ranker itself, by taking the causes away one by one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from services.recommend.actions.ranking.shelf import Places, Shelf
from services.recommend.queries.histories import History

if TYPE_CHECKING:
    from services.recommend.actions.ranking.rankers import Ranker

Reason = dict[str, str]
# The latest items of a history that are asked whether they are the reason.
_CAUSES = 20


def explain(shelf: Shelf, history: History, places: Sequence[int], ranker: "Ranker") -> list[Reason]:
    """The item of the history without which each would lose most; else that others open it, or that it is new."""
    causes = list(dict.fromkeys(deed.item for deed in reversed(history.liked) if deed.item in shelf.places))[:_CAUSES]
    if not causes or not places:
        return [of_itself(shelf, place) for place in places]
    at: Places = np.asarray(places, dtype=np.int64)
    asked = [history, *(history.without(cause) for cause in causes)]
    scores = np.stack(ranker.blame(shelf, asked, [at] * len(asked)))
    losses = scores[0] - scores[1:]
    best = losses.argmax(axis=0)
    return [
        {"kind": "read", "item": causes[cause]} if losses[cause, column] > 0 else of_itself(shelf, place)
        for column, (place, cause) in enumerate(zip(places, best, strict=True))
    ]


def of_itself(shelf: Shelf, place: int) -> Reason:
    return {"kind": "popular"} if shelf.popularity[place] > 0 else {"kind": "new"}
