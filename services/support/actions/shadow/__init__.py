"""The candidate answers real questions, too, a few seconds later and silently: what would it have said?"""

from services.support.actions.shadow.asking import answer_waiting
from services.support.actions.shadow.forgetting import forget_old
from services.support.actions.shadow.marking import AlreadyMarked, mark, take_back
from services.support.actions.shadow.noting import note
from services.support.actions.shadow.telling import Told, tell

__all__ = ["AlreadyMarked", "Told", "answer_waiting", "forget_old", "mark", "note", "take_back", "tell"]
