"""A version that was held back ranks beside the one in force, and nobody sees it: what would it have listed?"""

from services.recommend.actions.shadowing.noting import note
from services.recommend.actions.shadowing.ranking import rank_waiting
from services.recommend.actions.shadowing.telling import Told, tell

__all__ = ["Told", "note", "rank_waiting", "tell"]
