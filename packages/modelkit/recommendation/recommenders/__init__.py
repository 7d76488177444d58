"""One file a recommender, one contract (`base.Recommender`)."""

from pathlib import Path

from modelkit.errors import ModelNotFound
from modelkit.recommendation.recommenders.base import Recommender, read_settings
from modelkit.recommendation.recommenders.ease import Ease
from modelkit.recommendation.recommenders.popularity import Popularity

RECOMMENDERS: dict[str, type[Recommender]] = {one.name: one for one in (Popularity, Ease)}


def load(folder: str | Path) -> Recommender:
    """Any saved recommender."""
    name = read_settings(folder)["recommender"]
    if name not in RECOMMENDERS:
        known = ", ".join(RECOMMENDERS)
        raise ModelNotFound(f"{name!r} is no recommender.", remedy=f"Known are: {known}.")
    return RECOMMENDERS[name].load(folder)


__all__ = ["RECOMMENDERS", "Ease", "Popularity", "Recommender", "load"]
