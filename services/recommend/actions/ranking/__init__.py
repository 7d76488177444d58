"""From what a user did to the items worth opening, with a reason a person understands."""

from services.recommend.actions.ranking.choosing import Pick, choose
from services.recommend.actions.ranking.shelf import Shelf, current_shelf, load_shelf

__all__ = ["Pick", "Shelf", "choose", "current_shelf", "load_shelf"]
