"""From histories to lists: the shelf, who ranks it, and what is chosen and why."""

from services.recommend.actions.ranking import ladder
from services.recommend.actions.ranking.choosing import Limits, Pick, Ranked, choose, picks_of, rank
from services.recommend.actions.ranking.keeping import current_shelf, forget_shelf
from services.recommend.actions.ranking.loading import load_shelf
from services.recommend.actions.ranking.shelf import Shelf

__all__ = [
    "Limits",
    "Pick",
    "Ranked",
    "Shelf",
    "choose",
    "current_shelf",
    "forget_shelf",
    "ladder",
    "load_shelf",
    "picks_of",
    "rank",
]
