"""Why an item is in a list: asked of the ranker itself, by taking the causes away one by one, then a section at once.

read       an item of the history, without which the item would lose most
section    all that the user turned to in its section, where no single item carries more than a little of it
popular    others open it these days
new        it was published lately
suggested  nothing that could be told

Labels, lists and editors have kinds of their own: segment, list and pinned; text is what is like an item.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from services.recommend.actions.ranking.shelf import Floats, Places, Shelf
from services.recommend.queries.histories import History

if TYPE_CHECKING:
    from services.recommend.actions.ranking.rankers import Ranker

Reason = dict[str, str]
KINDS = ("read", "section", "popular", "new", "suggested", "segment", "list", "pinned", "text")
# The latest items of a history that are asked whether they are the reason.
_CAUSES = 20
# Less is rounding.
_LEAST = 1e-5
# A section that a user turned to less often is no habit, and an item with a smaller part of what it does is no reason.
_OFTEN, _PART = 5, 0.02
# As of so many clicks today, or of four times as many four days ago.
_OPENED = 3.0
_NEW_SECONDS = 7 * 86_400.0


def explain(shelf: Shelf, history: History, places: Sequence[int], ranker: "Ranker") -> list[Reason]:
    """What each would lose most without; else that others open it, or that it is new."""
    causes = list(dict.fromkeys(deed.item for deed in reversed(history.liked) if deed.item in shelf.places))[:_CAUSES]
    if not causes or not places:
        return [of_itself(shelf, place) for place in places]
    at: Places = np.asarray(places, dtype=np.int64)
    sections = _sections(shelf, history, at)
    asked = [history, *(history.without(one) for one in causes), *(history.without(*one) for one in sections.values())]
    scores = np.stack(ranker.blame(shelf, asked, [at] * len(asked)))
    losses = scores[0] - scores[1:]
    read, most = losses[: len(causes)].argmax(axis=0), losses[: len(causes)].max(axis=0)
    habits = _by_section(shelf, at, list(sections), losses[len(causes) :])
    found = []
    for place, cause, one, whole in zip(places, read.tolist(), most.tolist(), habits.tolist(), strict=True):
        if whole > _LEAST and one < _PART * whole:
            found.append({"kind": "section", "section": shelf.category.name(int(shelf.category.codes[place]))})
        else:
            found.append({"kind": "read", "item": causes[cause]} if one > _LEAST else of_itself(shelf, place))
    return found


def of_itself(shelf: Shelf, place: int) -> Reason:
    """What holds of it for anybody."""
    if shelf.popularity[place] >= _OPENED:
        return {"kind": "popular"}
    is_new = 0.0 <= shelf.as_of - shelf.published[place] <= _NEW_SECONDS
    return {"kind": "new"} if is_new else {"kind": "suggested"}


def _sections(shelf: Shelf, history: History, at: Places) -> dict[int, set[str]]:
    """By number, what of each section at these places the user turned to, where that was often."""
    codes, found = shelf.category.codes, defaultdict(set)
    for deed in history.liked:
        place = shelf.places.get(deed.item)
        if place is not None:
            found[int(codes[place])].add(deed.item)
    listed = set(codes[at].tolist()) - {shelf.category.names.get("")}
    return {code: items for code, items in sorted(found.items()) if code in listed and len(items) >= _OFTEN}


def _by_section(shelf: Shelf, at: Places, sections: Sequence[int], losses: Floats) -> Floats:
    """What each place loses without its own section, [places]; `losses` are [sections, places]."""
    found = np.zeros(len(at), dtype=np.float32)
    for section, own in zip(sections, losses, strict=True):
        found = np.where(shelf.category.codes[at] == section, own, found)
    return found
