"""One file a recommender, one contract (`base.Recommender`)."""

from pathlib import Path

from modelkit.errors import ModelNotFound
from modelkit.recommendation.recommenders.base import Recommender, read_settings
from modelkit.recommendation.recommenders.blend import Blend
from modelkit.recommendation.recommenders.ease import Ease
from modelkit.recommendation.recommenders.ials import Ials
from modelkit.recommendation.recommenders.popularity import Popularity
from modelkit.recommendation.recommenders.sequential import Sequential
from modelkit.recommendation.recommenders.text_neighbours import TextNeighbours
from modelkit.recommendation.recommenders.transitions import Transitions
from modelkit.recommendation.recommenders.two_tower import TwoTower

_ALL: tuple[type[Recommender], ...] = (
    Popularity,
    Ease,
    Ials,
    Transitions,
    TextNeighbours,
    TwoTower,
    Sequential,
    Blend,
)
RECOMMENDERS: dict[str, type[Recommender]] = {one.name: one for one in _ALL}


def load(folder: str | Path) -> Recommender:
    """Any saved recommender."""
    name = read_settings(folder)["recommender"]
    if name not in RECOMMENDERS:
        known = ", ".join(RECOMMENDERS)
        raise ModelNotFound(f"{name!r} is no recommender.", remedy=f"Known are: {known}.")
    return RECOMMENDERS[name].load(folder)


__all__ = [
    "RECOMMENDERS",
    "Blend",
    "Ease",
    "Ials",
    "Popularity",
    "Recommender",
    "Sequential",
    "TextNeighbours",
    "Transitions",
    "TwoTower",
    "load",
]
