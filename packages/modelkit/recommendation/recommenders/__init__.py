"""One file a recommender, one contract (`base.Recommender`)."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelkit.errors import ModelNotFound
from modelkit.recommendation.recommenders.base import Recommender, read_settings
from modelkit.recommendation.recommenders.ease import Ease
from modelkit.recommendation.recommenders.ials import Ials
from modelkit.recommendation.recommenders.popularity import Popularity
from modelkit.recommendation.recommenders.segments import Segments
from modelkit.recommendation.recommenders.since_visit import SinceVisit
from modelkit.recommendation.recommenders.text_ials import TextIals
from modelkit.recommendation.recommenders.text_neighbours import TextNeighbours
from modelkit.recommendation.recommenders.transitions import Transitions

if TYPE_CHECKING:
    from modelkit.recommendation.recommenders.blend import Blend
    from modelkit.recommendation.recommenders.sequential import Sequential
    from modelkit.recommendation.recommenders.two_tower import TwoTower

# Resolved on first use: these bring torch along, of which whoever only scores by the others would see nothing but the
# 200 MB.
_HOMES = {"Blend": "blend", "Sequential": "sequential", "TwoTower": "two_tower"}
# By the name that a saved one carries.
RECOMMENDERS = {
    "popularity": "Popularity",
    "segments": "Segments",
    "since-visit": "SinceVisit",
    "ease": "Ease",
    "ials": "Ials",
    "text-ials": "TextIals",
    "transitions": "Transitions",
    "text-neighbours": "TextNeighbours",
    "two-tower": "TwoTower",
    "sequential": "Sequential",
    "blend": "Blend",
}


def load(folder: str | Path) -> Recommender:
    """Any saved recommender."""
    name = read_settings(folder)["recommender"]
    if name not in RECOMMENDERS:
        known = ", ".join(RECOMMENDERS)
        raise ModelNotFound(f"{name!r} is no recommender.", remedy=f"Known are: {known}.")
    return class_of(name).load(folder)


def class_of(name: str) -> type[Recommender]:
    """Of one of `RECOMMENDERS`."""
    found: type[Recommender] = getattr(import_module(__name__), RECOMMENDERS[name])
    return found


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


__all__ = [
    "RECOMMENDERS",
    "Blend",
    "Ease",
    "Ials",
    "Popularity",
    "Recommender",
    "Segments",
    "Sequential",
    "SinceVisit",
    "TextIals",
    "TextNeighbours",
    "Transitions",
    "TwoTower",
    "class_of",
    "load",
]
